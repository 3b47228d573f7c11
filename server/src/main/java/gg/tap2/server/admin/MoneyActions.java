package gg.tap2.server.admin;

import gg.tap2.model.admin.Adjustment;
import gg.tap2.model.admin.ApproveMoneyAction;
import gg.tap2.model.admin.LedgerJournal;
import gg.tap2.model.admin.MoneyAction;
import gg.tap2.model.admin.MoneyPreview;
import gg.tap2.model.admin.RequestMoneyAction;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.server.accounts.AuditLog;
import gg.tap2.server.accounts.Moderation.Act;
import gg.tap2.server.billing.Fact;
import gg.tap2.server.billing.Refunds;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.BalanceRow;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.ledger.Metric;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Money actions of admins. The preview is the real booking, rolled back, so it cannot differ from what will be
/// posted; the action carries the balance version of the preview and is refused when the balance moved since.
public final class MoneyActions {
    static final String SELECT = """
            SELECT m.*, q.email AS requested_email, d.email AS decided_email, j.id AS journal_id FROM money_actions m
            JOIN users q ON q.id = m.requested_by LEFT JOIN users d ON d.id = m.decided_by
            LEFT JOIN ledger_journal j ON j.event_type = CASE m.kind WHEN 'refund' THEN 'refund_requested' ELSE 'adjustment' END
              AND j.event_id = CAST(m.id AS text)""";

    private final Db db;
    private final InstantSource clock;
    private final Ledger ledger;
    private final Refunds refunds;
    private final Settings settings;
    private final AuditLog audit;
    private final Runnable wakeNotices;

    MoneyActions(
            Db db,
            InstantSource clock,
            Ledger ledger,
            Refunds refunds,
            Settings settings,
            AuditLog audit,
            Runnable wakeNotices) {
        this.db = db;
        this.clock = clock;
        this.ledger = ledger;
        this.refunds = refunds;
        this.settings = settings;
        this.audit = audit;
        this.wakeNotices = wakeNotices;
    }

    /// Whose balance, and how much of what.
    private record Subject(UUID creatorId, UUID userId, String name, Currency currency, long amount) {}

    private static Subject subject(Tx tx, RequestMoneyAction r) {
        if (r.kind().equals(RequestMoneyAction.ADJUSTMENT)) {
            Long amount = r.amount();
            return tx.sql("SELECT id, user_id, display_name, currency FROM creators WHERE id = :id")
                    .set("id", r.creatorId())
                    .first(x -> new Subject(
                            x.uuid("id"),
                            x.uuid("user_id"),
                            x.text("display_name"),
                            Currency.valueOf(x.text("currency")),
                            amount == null ? 0 : amount))
                    .orElseThrow(ApiException::notFound);
        }
        Long asked = r.amount();
        return tx.sql("""
                SELECT c.id, c.user_id, c.display_name, p.currency, p.amount_cents - p.refunded_cents - p.disputed_cents AS remaining
                FROM payments p JOIN creators c ON c.id = p.creator_id WHERE p.id = :id AND p.status = 'succeeded'""")
                .set("id", r.paymentId())
                .first(x -> new Subject(
                        x.uuid("id"),
                        x.uuid("user_id"),
                        x.text("display_name"),
                        Currency.valueOf(x.text("currency")),
                        asked == null ? x.number("remaining") : asked))
                .orElseThrow(ApiException::notFound);
    }

    private static final class Rehearsed extends RuntimeException {
        private static final long serialVersionUID = 1;
        private final transient MoneyPreview preview;

        Rehearsed(MoneyPreview preview) {
            super("rehearsed", null, false, false);
            this.preview = preview;
        }
    }

    /// What would be posted now. Nothing is.
    MoneyPreview preview(RequestMoneyAction r, UUID adminId) {
        Instant now = clock.instant();
        try {
            db.transact(tx -> {
                Subject s = subject(tx, r);
                ledger.open(tx, s.creatorId(), s.currency(), now);
                BalanceRow before = ledger.lock(tx, s.creatorId());
                LedgerJournal journal;
                if (r.kind().equals(RequestMoneyAction.ADJUSTMENT)) {
                    UUID id = Ids.next(clock);
                    ledger.post(tx, adjustment(s, id, adminId, r.reason(), now));
                    journal = JournalStore.ofEvent(tx, "adjustment", id.toString())
                            .orElseThrow();
                } else {
                    UUID id = refunds.rehearse(tx, refund(r, s, null), actor(adminId));
                    journal = JournalStore.ofEvent(tx, "refund_requested", id.toString())
                            .orElseThrow();
                }
                BalanceRow after = ledger.lock(tx, s.creatorId());
                throw new Rehearsed(new MoneyPreview(
                        s.creatorId(),
                        s.name(),
                        s.currency(),
                        s.amount(),
                        before.available(),
                        after.available(),
                        before.pending(),
                        after.pending(),
                        before.version(),
                        needsSecond(s),
                        unposted(journal)));
            });
        } catch (Rehearsed e) {
            return e.preview;
        }
        throw new IllegalStateException("a rehearsal always ends by throwing");
    }

    /// A preview has no id, place or hash: it was never posted.
    private static LedgerJournal unposted(LedgerJournal j) {
        return new LedgerJournal(
                null,
                j.creatorId(),
                null,
                j.eventType(),
                j.eventId(),
                j.occurredAt(),
                null,
                j.actor(),
                j.reason(),
                null,
                j.postings());
    }

    private boolean needsSecond(Subject s) {
        return Math.abs(s.amount()) >= settings.fourEyesOver();
    }

    private static CreateRefund refund(RequestMoneyAction r, Subject s, @Nullable UUID id) {
        return new CreateRefund(id, java.util.Objects.requireNonNull(r.paymentId()), s.amount(), r.reason());
    }

    private static String actor(UUID adminId) {
        return "admin/" + adminId;
    }

    private static Journal adjustment(Subject s, UUID id, UUID adminId, String reason, Instant now) {
        long amount = s.amount();
        return new Journal(
                s.creatorId(),
                s.currency(),
                "adjustment",
                id.toString(),
                now,
                actor(adminId),
                reason,
                List.of(
                        Line.of("adjustment", AccountKind.AVAILABLE, -amount),
                        Line.of("adjustment", AccountKind.PLATFORM_REVENUE, amount)),
                amount,
                new Metric(LocalDate.ofInstant(now, ZoneOffset.UTC), 0, 0, 0, 0, 0, 0, 0, 0, amount));
    }

    /// Does it, or lets it wait for a second admin. The same id again gives the first answer.
    ///
    /// @throws ApiException 409 `balance_changed` when the balance is not the previewed one
    MoneyAction request(RequestMoneyAction r, Act act) {
        UUID wanted = r.id();
        UUID id = wanted == null ? Ids.next(clock) : wanted;
        Long version = r.balanceVersion();
        if (version == null) {
            throw ApiException.invalid("balanceVersion", "required");
        }
        Instant now = clock.instant();
        boolean waits = db.inTransaction(tx -> {
            Subject s = subject(tx, r);
            if (r.kind().equals(RequestMoneyAction.REFUND) && s.amount() <= 0) {
                throw ApiException.conflict("not_refundable", 0);
            }
            // Repeated with the same id: the row decides, nothing is done twice.
            if (tx.sql("SELECT 1 AS one FROM money_actions WHERE id = :id")
                    .set("id", id)
                    .exists()) {
                return true;
            }
            requireVersion(tx, s, version, now);
            boolean second = needsSecond(s);
            tx.sql("""
                    INSERT INTO money_actions (id, kind, creator_id, payment_id, amount_minor, currency, reason, status, requested_by, created_at)
                    VALUES (:id, :kind, :creator, CAST(:payment AS uuid), :amount, :currency, :reason, 'waiting', :admin, :now)""")
                    .set("id", id)
                    .set("kind", r.kind())
                    .set("creator", s.creatorId())
                    .set("payment", r.paymentId())
                    .set("amount", s.amount())
                    .set("currency", s.currency().name())
                    .set("reason", r.reason())
                    .set("admin", act.adminId())
                    .set("now", now)
                    .update();
            audit(tx, act, s, id, second ? "money_action_requested" : "money_action_done", r.kind());
            if (!second && r.kind().equals(RequestMoneyAction.ADJUSTMENT)) {
                adjust(tx, s, id, act.adminId(), r.reason(), now);
                finish(tx, id, "done", null, null, now);
            }
            return second;
        });
        if (!waits && r.kind().equals(RequestMoneyAction.REFUND)) {
            runRefund(get(id), version, null, act);
        }
        wakeNotices.run();
        return get(id);
    }

    private void requireVersion(Tx tx, Subject s, long version, Instant now) {
        ledger.open(tx, s.creatorId(), s.currency(), now);
        BalanceRow b = ledger.lock(tx, s.creatorId());
        if (b.version() != version) {
            throw ApiException.conflict("balance_changed", b.version());
        }
    }

    private void adjust(Tx tx, Subject s, UUID id, UUID adminId, String reason, Instant now) {
        ledger.post(tx, adjustment(s, id, adminId, reason, now));
        Fact.record(
                tx,
                "balance_adjusted",
                id.toString(),
                s.creatorId(),
                null,
                Map.of("amount", s.amount(), "currency", s.currency(), "reason", reason, "path", "/payouts"),
                now);
    }

    /// The refund's own transaction checks the version again, under the same lock that it books under.
    private void runRefund(MoneyAction a, long version, @Nullable Act second, Act act) {
        Subject s = db.read(tx -> subject(tx, again(a)));
        try {
            refunds.refund(
                    null,
                    new CreateRefund(a.id(), java.util.Objects.requireNonNull(a.paymentId()), a.amount(), a.reason()),
                    actor(a.requestedBy()),
                    tx -> requireVersion(tx, s, version, clock.instant()));
        } catch (ApiException e) {
            if (second == null) {
                db.transact(tx -> finish(tx, a.id(), "failed", null, e.code(), clock.instant()));
            }
            throw e;
        }
        db.transact(tx -> {
            finish(
                    tx,
                    a.id(),
                    "done",
                    second == null ? null : second.adminId(),
                    second == null ? null : second.reason(),
                    clock.instant());
            if (second != null) {
                audit(tx, act, s, a.id(), "money_action_approved", a.kind());
            }
        });
    }

    /// The second admin agrees.
    ///
    /// @throws ApiException 409 when it is the same admin, already decided, or the balance moved since the preview
    MoneyAction approve(UUID id, ApproveMoneyAction body, Act act) {
        Instant now = clock.instant();
        MoneyAction a = waiting(id, act);
        if (a.kind().equals(RequestMoneyAction.REFUND)) {
            runRefund(a, body.balanceVersion(), act, act);
        } else {
            db.transact(tx -> {
                Subject s = subject(tx, again(a));
                requireVersion(tx, s, body.balanceVersion(), now);
                finish(tx, id, "done", act.adminId(), act.reason(), now);
                adjust(tx, s, id, a.requestedBy(), a.reason(), now);
                audit(tx, act, s, id, "money_action_approved", a.kind());
            });
        }
        wakeNotices.run();
        return get(id);
    }

    MoneyAction decline(UUID id, Act act) {
        MoneyAction a = waiting(id, act);
        db.transact(tx -> {
            finish(tx, id, "declined", act.adminId(), act.reason(), clock.instant());
            audit(tx, act, subject(tx, again(a)), id, "money_action_declined", a.kind());
        });
        return get(id);
    }

    private MoneyAction waiting(UUID id, Act act) {
        MoneyAction a = get(id);
        if (a.requestedBy().equals(act.adminId())) {
            throw ApiException.conflict("second_admin_needed");
        }
        if (!a.status().equals("waiting")) {
            throw ApiException.conflict("money_action_state", a.status());
        }
        return a;
    }

    private static RequestMoneyAction again(MoneyAction a) {
        return new RequestMoneyAction(a.id(), a.kind(), a.creatorId(), a.paymentId(), a.amount(), a.reason(), null);
    }

    /// Compare-and-set: of two admins who decide at once, one is refused.
    private static void finish(
            Tx tx, UUID id, String status, @Nullable UUID by, @Nullable String decision, Instant now) {
        boolean moved = tx.sql("""
                UPDATE money_actions SET status = :status, decided_by = CAST(:by AS uuid), decision = :decision, decided_at = :now
                WHERE id = :id AND status = 'waiting'""")
                        .set("status", status)
                        .set("by", by)
                        .set("decision", decision)
                        .set("now", now)
                        .set("id", id)
                        .update()
                == 1;
        if (!moved) {
            throw ApiException.conflict("money_action_state", "decided");
        }
    }

    private void audit(Tx tx, Act act, Subject s, UUID id, String action, String kind) {
        var details = new HashMap<String, String>();
        details.put("action", id.toString());
        details.put("kind", kind);
        details.put("amount", Long.toString(s.amount()));
        details.put("currency", s.currency().name());
        audit.record(tx, act.adminId(), s.userId(), action, act.reason(), act.ip(), details);
    }

    MoneyAction get(UUID id) {
        return db.read(tx -> tx.sql(SELECT + " WHERE m.id = :id").set("id", id).first(MoneyActions::row))
                .orElseThrow(ApiException::notFound);
    }

    static MoneyAction row(Row r) {
        return new MoneyAction(
                r.uuid("id"),
                r.text("kind"),
                r.uuid("creator_id"),
                r.uuidOrNull("payment_id"),
                r.number("amount_minor"),
                Currency.valueOf(r.text("currency")),
                r.text("reason"),
                r.text("status"),
                r.uuid("requested_by"),
                r.textOrNull("requested_email"),
                r.uuidOrNull("decided_by"),
                r.textOrNull("decided_email"),
                r.textOrNull("decision"),
                r.uuidOrNull("journal_id"),
                r.instant("created_at"),
                r.instantOrNull("decided_at"));
    }

    /// What the creator sees: every adjustment with its reason.
    List<Adjustment> ofCreator(UUID creator) {
        return db.read(tx -> tx.sql("""
                SELECT m.id, m.amount_minor, m.currency, m.reason, j.posted_at FROM money_actions m
                JOIN ledger_journal j ON j.event_type = 'adjustment' AND j.event_id = CAST(m.id AS text)
                WHERE m.creator_id = :creator AND m.kind = 'adjustment' ORDER BY m.created_at DESC LIMIT 200""")
                .set("creator", creator)
                .list(r -> new Adjustment(
                        r.uuid("id"),
                        r.number("amount_minor"),
                        Currency.valueOf(r.text("currency")),
                        r.text("reason"),
                        r.instant("posted_at"))));
    }
}
