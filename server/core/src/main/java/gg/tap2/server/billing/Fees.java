package gg.tap2.server.billing;

import gg.tap2.model.admin.ChangeFees;
import gg.tap2.model.admin.FeeChange;
import gg.tap2.model.common.Ids;
import gg.tap2.model.fees.FeePolicy;
import gg.tap2.model.fees.FeesInForce;
import gg.tap2.server.events.FeesChanged;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The platform's fees over time. A sale is charged what holds when it is paid, so a change touches new sales only;
/// what was booked carries its own basis points. A change begins a minute after it is made at the earliest, by when
/// every server has read it.
public final class Fees {
    private static final Duration KNOWN = Duration.ofSeconds(5);
    private static final Duration SPREAD = Duration.ofMinutes(1);

    private final Db db;
    private final InstantSource clock;
    private final FeePolicy configured;
    private volatile @Nullable Read known;

    Fees(Db db, InstantSource clock, FeePolicy configured) {
        this.db = db;
        this.clock = clock;
        this.configured = configured;
    }

    private record Row(UUID id, Instant from, FeePolicy policy, String reason, UUID by, Instant at) {}

    /// Newest first.
    private record Read(List<Row> rows, Instant at) {}

    /// What a sale that is paid at `paidAt` is charged.
    FeePolicy at(Tx tx, Instant paidAt) {
        return at(rows(tx), paidAt);
    }

    private FeePolicy at(List<Row> rows, Instant time) {
        return rows.stream()
                .filter(r -> !r.from().isAfter(time))
                .findFirst()
                .map(Row::policy)
                .orElse(configured);
    }

    private List<Row> rows(Tx tx) {
        Instant now = clock.instant();
        Read read = known;
        if (read == null || Duration.between(read.at(), now).abs().compareTo(KNOWN) > 0) {
            read = new Read(
                    tx.sql("SELECT * FROM fee_changes ORDER BY valid_from DESC").list(this::row), now);
            known = read;
        }
        return read.rows();
    }

    private Row row(gg.tap2.server.platform.db.Row r) {
        return new Row(
                r.uuid("id"),
                r.instant("valid_from"),
                new FeePolicy(
                        r.integer("tip_bps"),
                        r.integer("product_bps"),
                        r.integer("subscription_bps"),
                        configured.processingBps(),
                        configured.processingFixedMinor()),
                r.text("reason"),
                r.uuid("changed_by"),
                r.instant("created_at"));
    }

    public FeesInForce inForce() {
        Instant now = clock.instant();
        List<Row> rows = db.read(this::rows);
        Row next = rows.stream()
                .filter(r -> r.from().isAfter(now))
                .reduce((later, sooner) -> sooner)
                .orElse(null);
        return new FeesInForce(at(rows, now), next == null ? null : next.policy(), next == null ? null : next.from());
    }

    /// Every change, the latest beginning first, and at the end what was configured.
    public List<FeeChange> list() {
        known = null;
        Instant now = clock.instant();
        var out = new ArrayList<FeeChange>();
        boolean current = false;
        for (Row r : db.read(this::rows)) {
            String state = r.from().isAfter(now) ? "coming" : current ? "past" : "current";
            current |= state.equals("current");
            FeePolicy p = r.policy();
            out.add(new FeeChange(
                    r.id(),
                    r.from(),
                    p.tipBps(),
                    p.productBps(),
                    p.subscriptionBps(),
                    r.reason(),
                    r.by(),
                    r.at(),
                    state));
        }
        out.add(new FeeChange(
                null,
                null,
                configured.tipBps(),
                configured.productBps(),
                configured.subscriptionBps(),
                null,
                null,
                null,
                current ? "past" : "current"));
        return out;
    }

    /// @throws ApiException 422 for a beginning that is not a minute away
    public void check(ChangeFees request) {
        Instant wanted = request.validFrom();
        if (wanted != null && wanted.isBefore(clock.instant().plus(SPREAD))) {
            throw ApiException.invalid("validFrom", "fees_too_soon");
        }
    }

    /// `note` writes the audit entry in the same transaction.
    ///
    /// @throws ApiException 422 for a beginning that is not a minute away,
    /// 409 `fees_taken` when another change begins at that moment
    public void change(ChangeFees request, UUID admin, Consumer<Tx> note) {
        Instant now = clock.instant();
        Instant wanted = request.validFrom();
        Instant from = wanted == null ? now.plus(SPREAD) : wanted;
        if (from.isBefore(now.plus(SPREAD))) {
            throw ApiException.invalid("validFrom", "fees_too_soon");
        }
        UUID id = Ids.next(clock);
        db.transact(tx -> {
            boolean fresh = tx.sql("""
                    INSERT INTO fee_changes (id, valid_from, tip_bps, product_bps, subscription_bps, reason, changed_by, created_at)
                    VALUES (:id, :from, :tip, :product, :subscription, :reason, :admin, :now) ON CONFLICT (valid_from) DO NOTHING""")
                            .set("id", id)
                            .set("from", from)
                            .set("tip", request.tipBps())
                            .set("product", request.productBps())
                            .set("subscription", request.subscriptionBps())
                            .set("reason", request.reason())
                            .set("admin", admin)
                            .set("now", now)
                            .update()
                    == 1;
            if (!fresh) {
                throw ApiException.conflict("fees_taken");
            }
            tellCreators(tx, id, from, request, now);
            note.accept(tx);
        });
        known = null;
    }

    /// Nobody learns of a new fee from the first sale that was charged it.
    private static void tellCreators(Tx tx, UUID id, Instant from, ChangeFees change, Instant now) {
        List<FeesChanged> events = tx
                .sql("SELECT c.id FROM creators c JOIN users u ON u.id = c.user_id WHERE u.status = 'active'")
                .list(r -> r.uuid("id"))
                .stream()
                .map(creator -> new FeesChanged(
                        id + "/" + creator,
                        creator,
                        from,
                        change.tipBps(),
                        change.productBps(),
                        change.subscriptionBps(),
                        change.reason()))
                .toList();
        Outbox.publish(tx, events, now);
    }
}
