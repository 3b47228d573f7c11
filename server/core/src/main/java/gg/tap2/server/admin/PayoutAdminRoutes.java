package gg.tap2.server.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminChange.Kind;
import gg.tap2.model.admin.AdminPayout;
import gg.tap2.model.admin.AdminPayoutDetail;
import gg.tap2.model.admin.AdminReason;
import gg.tap2.model.admin.AutoPayoutRun;
import gg.tap2.model.admin.ReconciliationDifference;
import gg.tap2.model.common.Currency;
import gg.tap2.model.payouts.Payout;
import gg.tap2.server.accounts.AuditLog;
import gg.tap2.server.accounts.Moderation.Act;
import gg.tap2.server.payouts.PayoutReconciliation;
import gg.tap2.server.payouts.PayoutReview;
import gg.tap2.server.payouts.Payouts;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// Review of payouts, reconciliation with the provider, and the nightly runs.
final class PayoutAdminRoutes {
    private static final String SELECT = """
            SELECT p.id, p.creator_id, p.status, p.held_until, p.created_at, c.display_name, c.slug, b.available_cents, b.version,
              a.created_at AS bank_since, (SELECT count(*) FROM payouts e WHERE e.creator_id = p.creator_id AND e.status = 'paid'
                AND e.created_at < p.created_at) AS earlier,
              (SELECT count(*) FROM disputes d WHERE d.creator_id = p.creator_id AND d.status IN ('warning', 'open', 'submitted')) AS disputed
            FROM payouts p JOIN creators c ON c.id = p.creator_id JOIN bank_accounts a ON a.id = p.bank_account_id
            LEFT JOIN creator_balances b ON b.creator_id = p.creator_id""";

    private static final String RUN = "SELECT r.id, r.run_date, r.started_at, r.finished_at FROM auto_payout_runs r";

    /// Not a state of a payout but of its last attempt: nobody knows whether the provider has it.
    private static final String UNKNOWN = "unknown";

    private final Db db;
    private final Payouts payouts;
    private final PayoutReview review;
    private final PayoutReconciliation reconciliation;
    private final AuditLog audit;
    private final Settings settings;
    private final AdminChanges changes;
    private final Runnable wakeNotices;

    PayoutAdminRoutes(
            Db db,
            Payouts payouts,
            PayoutReview review,
            PayoutReconciliation reconciliation,
            AuditLog audit,
            Settings settings,
            AdminChanges changes,
            Runnable wakeNotices) {
        this.settings = settings;
        this.changes = changes;
        changes.on(Kind.PAYOUT, this::agreed);
        this.db = db;
        this.payouts = payouts;
        this.review = review;
        this.reconciliation = reconciliation;
        this.audit = audit;
        this.wakeNotices = wakeNotices;
    }

    void register(Routing r) {
        r.get(Routes.ADMIN_PAYOUTS, Access.ADMIN_MONEY, this::list);
        r.get(Routes.ADMIN_PAYOUT, Access.ADMIN_MONEY, c -> c.ok(detail(c.id())));
        r.post(Routes.ADMIN_PAYOUT_APPROVE, Access.ADMIN_MONEY, Proof.FRESH, this::approve);
        r.post(
                Routes.ADMIN_PAYOUT_HOLD,
                Access.ADMIN_MONEY,
                Proof.FRESH,
                c -> act(c, "payout_kept_back", (id, reason, note) -> review.hold(id, note)));
        r.post(
                Routes.ADMIN_PAYOUT_REJECT,
                Access.ADMIN_MONEY,
                Proof.FRESH,
                c -> act(c, "payout_rejected", review::reject));
        r.post(
                Routes.ADMIN_PAYOUT_CANCEL,
                Access.ADMIN_MONEY,
                Proof.FRESH,
                c -> act(c, "payout_cancelled", review::cancel));
        r.get(Routes.ADMIN_RECONCILIATION, Access.ADMIN_MONEY, this::differences);
        r.post(Routes.ADMIN_RECONCILIATION_RESOLVE, Access.ADMIN_MONEY, Proof.FRESH, this::resolve);
        r.get(Routes.ADMIN_AUTO_PAYOUTS, Access.ADMIN_MONEY, this::runs);
    }

    private record Found(
            UUID id,
            UUID creator,
            String status,
            @Nullable Instant heldUntil,
            Instant createdAt,
            String name,
            String slug,
            long available,
            long version,
            Instant bankSince,
            long earlier,
            long disputes) {}

    private static Found found(Row r) {
        Long available = r.numberOrNull("available_cents");
        Long version = r.numberOrNull("version");
        return new Found(
                r.uuid("id"),
                r.uuid("creator_id"),
                r.text("status"),
                r.instantOrNull("held_until"),
                r.instant("created_at"),
                r.text("display_name"),
                r.text("slug"),
                available == null ? 0 : available,
                version == null ? 0 : version,
                r.instant("bank_since"),
                r.number("earlier"),
                r.number("disputed"));
    }

    private List<AdminPayout> whole(List<Found> found) {
        Map<UUID, Payout> known = payouts.list(found.stream().map(Found::id).toList()).stream()
                .collect(Collectors.toMap(Payout::id, p -> p));
        return found.stream()
                .flatMap(f -> Optional.ofNullable(known.get(f.id())).map(p -> whole(f, p)).stream())
                .toList();
    }

    private static AdminPayout whole(Found f, Payout payout) {
        return new AdminPayout(
                payout,
                f.status(),
                f.creator(),
                f.name(),
                f.slug(),
                f.status().equals("held") ? f.heldUntil() : null,
                f.available(),
                f.version(),
                f.earlier(),
                f.bankSince(),
                f.disputes());
    }

    private void list(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query(SELECT)
                .whereIf(c.query("status").filter(s -> !s.equals(UNKNOWN)), "p.status = :status", "status")
                .whereIf(
                        c.query("status").filter(UNKNOWN::equals),
                        "EXISTS (SELECT 1 FROM payout_attempts t WHERE t.payout_id = p.id AND t.status = :status)",
                        "status")
                .whereIf(AdminAudit.uuid(c, "creator"), "p.creator_id = CAST(:creator AS uuid)", "creator")
                .page(k, "p.created_at", "p.id");
        List<AdminPayout> rows = whole(q.list(db, PayoutAdminRoutes::found));
        k.answer(c, rows, p -> p.payout().createdAt(), p -> p.payout().id());
    }

    private AdminPayout get(UUID id) {
        List<Found> found =
                db.read(tx -> tx.sql(SELECT + " WHERE p.id = :id").set("id", id).list(PayoutAdminRoutes::found));
        return whole(found).stream().findFirst().orElseThrow(ApiException::notFound);
    }

    private AdminPayoutDetail detail(UUID id) {
        AdminPayout payout = get(id);
        return db.read(tx -> new AdminPayoutDetail(
                payout,
                tx.sql("""
                        SELECT d.* FROM reconciliation_differences d JOIN payouts p ON p.id = :id
                        WHERE d.provider = p.provider AND d.currency = p.currency AND d.date IN (
                          SELECT CAST(t.created_at AT TIME ZONE 'UTC' AS date) FROM payout_attempts t WHERE t.payout_id = p.id)
                        ORDER BY d.date DESC, d.what LIMIT 50""").set("id", id).list(PayoutAdminRoutes::difference),
                tx.sql(RUN + " JOIN payouts p ON p.run_id = r.id WHERE p.id = :id")
                        .set("id", id)
                        .first(PayoutAdminRoutes::run)
                        .map(run -> counted(tx, run))
                        .orElse(null)));
    }

    /// Over the limit, or of the admin's own page, it waits for a second admin.
    private void approve(Call c) {
        String reason = c.body(AdminReason.class).reason();
        AdminPayout p = get(c.id());
        UUID owner = owner(c.id());
        boolean alone = !settings.needsSecondAdmin(p.payout().amount())
                && !owner.equals(c.principal().userId());
        if (!alone && p.innerStatus().equals("held")) {
            ChangeRoutes.waits(
                    c,
                    changes.ask(
                            Kind.PAYOUT,
                            c.id().toString(),
                            Map.of(
                                    "amount",
                                    p.payout().amount(),
                                    "currency",
                                    p.payout().currency()),
                            owner,
                            PeopleRoutes.act(c, reason)));
            return;
        }
        act(c, "payout_approved", (id, why, note) -> review.approve(id, note));
    }

    private UUID owner(UUID payout) {
        return db.read(
                tx -> tx.sql("SELECT c.user_id FROM payouts p JOIN creators c ON c.id = p.creator_id WHERE p.id = :id")
                        .set("id", payout)
                        .one(r -> r.uuid("user_id")));
    }

    private void agreed(String target, String body, Act requester, UUID agreed, Consumer<Tx> decided) {
        UUID id = UUID.fromString(target);
        UUID owner = owner(id);
        review.approve(id, tx -> {
            decided.accept(tx);
            audit.record(
                    tx,
                    requester.adminId(),
                    owner,
                    "payout_approved",
                    requester.reason(),
                    requester.ip(),
                    Map.of("payout", target, "agreedBy", agreed.toString()));
        });
        wakeNotices.run();
    }

    private interface Decision {
        void take(UUID id, String reason, Consumer<Tx> note);
    }

    private void act(Call c, String action, Decision decision) {
        String reason = c.body(AdminReason.class).reason();
        UUID id = c.id();
        decision.take(
                id,
                reason,
                tx -> audit.record(
                        tx,
                        c.principal().userId(),
                        tx.sql(
                                        "SELECT c.user_id FROM payouts p JOIN creators c ON c.id = p.creator_id WHERE p.id = :id")
                                .set("id", id)
                                .one(r -> r.uuid("user_id")),
                        action,
                        reason,
                        c.client().ip(),
                        Map.of("payout", id.toString())));
        wakeNotices.run();
        c.ok(get(id));
    }

    private void differences(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query("SELECT d.* FROM reconciliation_differences d");
        if (c.query("status").orElse("open").equals("open")) {
            q.where("d.resolved_at IS NULL");
        }
        q.page(k, "d.found_at", "d.id");
        k.answer(
                c,
                db.read(tx -> q.list(tx, PayoutAdminRoutes::difference)),
                ReconciliationDifference::foundAt,
                ReconciliationDifference::id);
    }

    private static ReconciliationDifference difference(Row r) {
        return new ReconciliationDifference(
                r.uuid("id"),
                r.text("provider"),
                r.date("date"),
                Currency.valueOf(r.text("currency")),
                r.text("what"),
                r.number("ours"),
                r.number("theirs"),
                r.instant("found_at"),
                r.instantOrNull("resolved_at"));
    }

    private void resolve(Call c) {
        String reason = c.body(AdminReason.class).reason();
        db.transact(tx -> {
            boolean done = reconciliation.resolve(tx, c.id());
            if (!done) {
                throw ApiException.notFound();
            }
            audit.record(
                    tx,
                    c.principal().userId(),
                    null,
                    "reconciliation_resolved",
                    reason,
                    c.client().ip(),
                    Map.of("difference", c.id().toString()));
        });
        c.noContent();
    }

    private record Run(
            UUID id,
            LocalDate date,
            Instant started,
            @Nullable Instant finished) {}

    private static Run run(Row r) {
        return new Run(r.uuid("id"), r.date("run_date"), r.instant("started_at"), r.instantOrNull("finished_at"));
    }

    private void runs(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query(RUN).page(k, "r.started_at", "r.id");
        List<AutoPayoutRun> rows = db.read(tx -> q.list(tx, PayoutAdminRoutes::run).stream()
                .map(run -> counted(tx, run))
                .toList());
        k.answer(c, rows, AutoPayoutRun::startedAt, AutoPayoutRun::id);
    }

    private static AutoPayoutRun counted(Tx tx, Run run) {
        record Count(long paid, long skipped) {}
        Count n = tx.sql("""
                SELECT count(*) FILTER (WHERE payout_id IS NOT NULL) AS paid, count(*) FILTER (WHERE payout_id IS NULL) AS skipped
                FROM auto_payout_outcomes WHERE run_id = :id""").set("id", run.id()).one(r -> new Count(r.number("paid"), r.number("skipped")));
        List<AutoPayoutRun.ReasonCount> reasons =
                tx.sql("""
                SELECT lower(x ->> 'code') AS code, count(*) AS n FROM auto_payout_outcomes o, jsonb_array_elements(o.reasons) AS x
                WHERE o.run_id = :id GROUP BY 1 ORDER BY 2 DESC""").set("id", run.id()).list(r -> new AutoPayoutRun.ReasonCount(r.text("code"), r.number("n")));
        return new AutoPayoutRun(run.id(), run.date(), run.started(), run.finished(), n.paid(), n.skipped(), reasons);
    }
}
