package gg.tap2.server.payouts;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.model.payouts.PayoutReason;
import gg.tap2.server.ledger.BalanceRow;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.db.DatabaseUnavailableException;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The daily run at midnight UTC: one row per UTC day, a cursor that moves with each creator's commit, and
/// an
/// outcome for every creator with automatic payouts on. Cut off anywhere, it goes on where it was.
public final class AutoPayouts {
    private static final Logger LOG = LoggerFactory.getLogger(AutoPayouts.class);
    private static final int PARALLEL = 16;
    /// Decisions in one commit.
    private static final int TOGETHER = 20;

    private final Db db;
    private final InstantSource clock;
    private final Ledger ledger;
    private final Payouts payouts;
    private final BankAccounts banks;
    private final PayoutSending sending;
    private final AtomicBoolean running = new AtomicBoolean();

    AutoPayouts(Db db, InstantSource clock, Ledger ledger, Payouts payouts, BankAccounts banks, PayoutSending sending) {
        this.db = db;
        this.clock = clock;
        this.ledger = ledger;
        this.payouts = payouts;
        this.banks = banks;
        this.sending = sending;
    }

    /// @param opened whether there is a balance yet
    private record Candidate(UUID creatorId, Currency currency, long threshold, boolean today, boolean opened) {}

    /// Runs today's payouts, or goes on with them; returns how many were made now. One that is under way
    /// here goes on
    /// alone.
    public int run() {
        if (!running.compareAndSet(false, true)) {
            return 0;
        }
        try {
            return goThrough();
        } finally {
            running.set(false);
        }
    }

    private int goThrough() {
        Instant now = clock.instant();
        LocalDate today = LocalDate.ofInstant(now, ZoneOffset.UTC);
        UUID fresh = Ids.next(clock);
        UUID run = db.inTransaction(tx -> {
            tx.sql(
                            "INSERT INTO auto_payout_runs (id, run_date, started_at) VALUES (:id, :date, :now) ON CONFLICT (run_date) DO NOTHING")
                    .set("id", fresh)
                    .set("date", today)
                    .set("now", now)
                    .update();
            return tx.sql("SELECT id FROM auto_payout_runs WHERE run_date = :date")
                    .set("date", today)
                    .one(r -> r.uuid("id"));
        });
        int made = 0;
        var slots = new Semaphore(PARALLEL);
        try (var calls = Executors.newVirtualThreadPerTaskExecutor()) {
            while (true) {
                List<Candidate> batch = next(run, today);
                if (batch.isEmpty()) {
                    break;
                }
                for (int from = 0; from < batch.size(); from += TOGETHER) {
                    // The hour of their own decision: the janitor takes what has waited long for forgotten.
                    Instant hour = clock.instant();
                    for (UUID payout :
                            decided(run, batch.subList(from, Math.min(batch.size(), from + TOGETHER)), hour)) {
                        made++;
                        slots.acquireUninterruptibly();
                        calls.execute(() -> {
                            try {
                                sending.send(payout);
                            } catch (RuntimeException e) {
                                // It stays queued; the janitor sends it.
                                LOG.error("payout {} could not be sent: {}", payout, e.toString());
                            } finally {
                                slots.release();
                            }
                        });
                    }
                }
            }
        }
        db.transact(
                tx -> tx.sql("UPDATE auto_payout_runs SET finished_at = :now WHERE id = :id AND finished_at IS NULL")
                        .set("now", clock.instant())
                        .set("id", run)
                        .update());
        return made;
    }

    private List<Candidate> next(UUID run, LocalDate today) {
        return db.read(tx -> tx.sql("""
                SELECT c.id, c.currency, c.auto_payout_threshold, c.auto_payout_schedule = 'daily' OR c.auto_payout_weekday = :day AS today,
                  EXISTS (SELECT 1 FROM creator_balances b WHERE b.creator_id = c.id) AS opened
                FROM creators c WHERE c.auto_payout_enabled
                  AND c.id > coalesce((SELECT cursor_creator_id FROM auto_payout_runs WHERE id = :run), CAST('00000000-0000-0000-0000-000000000000' AS uuid))
                ORDER BY c.id LIMIT 200""")
                .set("run", run)
                .set("day", today.getDayOfWeek().getValue())
                .list(r -> new Candidate(
                        r.uuid("id"),
                        Currency.valueOf(r.text("currency")),
                        r.number("auto_payout_threshold"),
                        r.bool("today"),
                        r.bool("opened"))));
    }

    /// Goes on with today's run when it was cut off; a run of a day that is over stays as far as it came.
    public int resume() {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        boolean open =
                db.read(tx -> tx.sql("SELECT 1 FROM auto_payout_runs WHERE run_date = :date AND finished_at IS NULL")
                        .set("date", today)
                        .exists());
        return open ? run() : 0;
    }

    /// Several decisions in one commit; one by one when that fails, so that each is heard.
    private List<UUID> decided(UUID run, List<Candidate> some, Instant now) {
        try {
            return db.inTransaction(tx -> {
                List<UUID> made = new ArrayList<>();
                some.forEach(c -> one(tx, run, c, now).ifPresent(made::add));
                moveCursor(tx, run, some.getLast().creatorId());
                return made;
            });
        } catch (DatabaseUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.warn("auto-payouts of {} creators are decided one by one: {}", some.size(), e.toString());
            List<UUID> made = new ArrayList<>();
            some.forEach(c -> decided(run, c, now).ifPresent(made::add));
            return made;
        }
    }

    /// One creator whose decision fails unexpectedly must not keep everyone after from being paid: it is
    /// passed
    /// over and reported.
    private Optional<UUID> decided(UUID run, Candidate c, Instant now) {
        try {
            return db.inTransaction(tx -> {
                Optional<UUID> made = one(tx, run, c, now);
                moveCursor(tx, run, c.creatorId());
                return made;
            });
        } catch (DatabaseUnavailableException e) {
            throw e;
        } catch (RuntimeException e) {
            LOG.error("auto-payout of creator {} could not be decided: {}", c.creatorId(), e.toString());
            var reason = new PayoutReason(PayoutReason.Code.UNDER_REVIEW, PayoutReason.Actor.PLATFORM, null, null);
            db.transact(tx -> {
                record(tx, run, c.creatorId(), null, null, List.of(reason), now);
                moveCursor(tx, run, c.creatorId());
            });
            return Optional.empty();
        }
    }

    /// Decides for one creator, with the outcome in the same commit. Returns what is to be sent.
    private Optional<UUID> one(Tx tx, UUID run, Candidate c, Instant now) {
        UUID id = UUID.nameUUIDFromBytes((run + "/" + c.creatorId()).getBytes(java.nio.charset.StandardCharsets.UTF_8));
        if (!c.opened()) {
            ledger.open(tx, c.creatorId(), c.currency(), now);
        }
        ledger.mature(tx, c.creatorId(), now);
        BalanceRow balance = ledger.lock(tx, c.creatorId());
        long available = balance.available();
        List<PayoutReason> reasons;
        if (!c.today()) {
            reasons = List.of(
                    new PayoutReason(PayoutReason.Code.NOT_SCHEDULED_TODAY, PayoutReason.Actor.NOBODY, null, null));
        } else if (available < c.threshold()) {
            reasons = List.of(new PayoutReason(
                    PayoutReason.Code.BELOW_THRESHOLD, PayoutReason.Actor.NOBODY, null, c.threshold()));
        } else {
            try {
                boolean held = payouts.reserve(
                        tx, balance, id, available, banks.lock(tx, c.creatorId(), null), "daily", run, "system", now);
                record(tx, run, c.creatorId(), id, available, List.of(), now);
                return held ? Optional.empty() : Optional.of(id);
            } catch (Payouts.NotEligibleException e) {
                // Thrown before anything was written.
                reasons = e.reasons();
                if (reasons.stream().anyMatch(r -> r.code() == PayoutReason.Code.SECOND_FACTOR_MISSING)) {
                    PayoutSending.needsFactor(tx, c.creatorId(), now);
                }
            }
        }
        record(tx, run, c.creatorId(), null, null, reasons, now);
        return Optional.empty();
    }

    private static void record(
            Tx tx,
            UUID run,
            UUID creator,
            @Nullable UUID payout,
            @Nullable Long amount,
            List<PayoutReason> reasons,
            Instant now) {
        tx.sql("""
                INSERT INTO auto_payout_outcomes (run_id, creator_id, payout_id, amount_cents, reasons, at)
                VALUES (:run, :creator, CAST(:payout AS uuid), CAST(:amount AS bigint), CAST(:reasons AS jsonb), :now) ON CONFLICT DO NOTHING""")
                .set("run", run)
                .set("creator", creator)
                .set("payout", payout == null ? null : payout.toString())
                .set("amount", amount)
                .set("reasons", Json.write(reasons))
                .set("now", now)
                .update();
    }

    private static void moveCursor(Tx tx, UUID run, UUID creator) {
        tx.sql("UPDATE auto_payout_runs SET cursor_creator_id = :creator WHERE id = :run")
                .set("creator", creator)
                .set("run", run)
                .update();
    }
}
