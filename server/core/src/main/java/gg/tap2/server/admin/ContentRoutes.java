package gg.tap2.server.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminReason;
import gg.tap2.model.admin.AppealTakedown;
import gg.tap2.model.admin.ContentReport;
import gg.tap2.model.admin.CreateTakedown;
import gg.tap2.model.admin.Takedown;
import gg.tap2.server.accounts.AuditLog;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;

/// Reports, takedowns, and the creator's side of them.
final class ContentRoutes {
    /// What a report is about follows from its path, `/@slug` or `/@slug/product`.
    private static final String REPORT = """
            SELECT r.*, c.id AS about_creator, p.id AS about_product, coalesce(p.title, c.display_name) AS about_title FROM content_reports r
            LEFT JOIN creators c ON c.slug = lower(substring(r.path from '^/@([A-Za-z0-9-]+)'))
            LEFT JOIN products p ON p.creator_id = c.id AND CAST(p.id AS text) = lower(substring(r.path from '^/@[A-Za-z0-9-]+/([0-9A-Fa-f-]{36})'))""";

    private final Db db;
    private final InstantSource clock;
    private final Takedowns takedowns;
    private final AuditLog audit;

    ContentRoutes(Db db, InstantSource clock, Takedowns takedowns, AuditLog audit) {
        this.db = db;
        this.clock = clock;
        this.takedowns = takedowns;
        this.audit = audit;
    }

    void register(Routing r) {
        r.get(Routes.ADMIN_REPORTS, Access.ADMIN_CONTENT, this::reports);
        r.post(Routes.ADMIN_REPORT_DISMISS, Access.ADMIN_CONTENT, this::dismiss);
        r.get(Routes.ADMIN_TAKEDOWNS, Access.ADMIN_CONTENT, this::list);
        r.create(Routes.ADMIN_TAKEDOWNS, Access.ADMIN_CONTENT, c -> {
            var body = c.body(CreateTakedown.class);
            Takedown t = takedowns.takeDown(body, PeopleRoutes.act(c, body.reason()));
            c.created(t, Routes.ADMIN_TAKEDOWNS + "/" + t.id());
        });
        r.post(
                Routes.ADMIN_TAKEDOWN_RESTORE,
                Access.ADMIN_CONTENT,
                c -> c.ok(takedowns.decide(
                        c.id(),
                        true,
                        PeopleRoutes.act(c, c.body(AdminReason.class).reason()))));
        r.post(
                Routes.ADMIN_TAKEDOWN_UPHOLD,
                Access.ADMIN_CONTENT,
                c -> c.ok(takedowns.decide(
                        c.id(),
                        false,
                        PeopleRoutes.act(c, c.body(AdminReason.class).reason()))));
        r.get(Routes.TAKEDOWNS, Access.CREATOR, c -> c.ok(takedowns.ofCreator(c.creatorId())));
        r.post(
                Routes.TAKEDOWN_APPEAL,
                Access.CREATOR,
                c -> c.ok(takedowns.appeal(
                        c.creatorId(), c.id(), c.body(AppealTakedown.class).text())));
    }

    private void reports(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query(REPORT);
        switch (c.query("status").orElse("open")) {
            case "open" -> q.where("r.handled_at IS NULL");
            case "handled" -> q.where("r.handled_at IS NOT NULL");
            case "all" -> {}
            default -> throw ApiException.invalid("status", "invalid");
        }
        q.page(k, "r.created_at", "r.id");
        k.answer(c, db.read(tx -> q.list(tx, ContentRoutes::report)), ContentReport::createdAt, ContentReport::id);
    }

    private static ContentReport report(Row r) {
        UUID product = r.uuidOrNull("about_product");
        UUID creator = r.uuidOrNull("about_creator");
        return new ContentReport(
                r.uuid("id"),
                r.text("path"),
                r.text("reason"),
                r.text("details"),
                r.textOrNull("email"),
                r.uuidOrNull("reporter_id"),
                product != null ? "product" : creator != null ? "profile" : "other",
                creator,
                product,
                r.textOrNull("about_title"),
                r.instant("created_at"),
                r.instantOrNull("handled_at"),
                r.textOrNull("outcome"));
    }

    private void dismiss(Call c) {
        String reason = c.body(AdminReason.class).reason();
        UUID admin = c.principal().userId();
        db.transact(tx -> {
            boolean open = tx.sql(
                            "SELECT 1 AS one FROM content_reports WHERE id = :id AND handled_at IS NULL FOR UPDATE")
                    .set("id", c.id())
                    .exists();
            if (!open) {
                throw ApiException.notFound();
            }
            Takedowns.handled(tx, c.id(), "dismissed", admin, clock.instant());
            audit.record(
                    tx, admin, null, "report_dismissed", reason, c.client().ip(), Map.of("report", c.id().toString()));
        });
        c.noContent();
    }

    private void list(Call c) {
        Keyset k = Keyset.of(c);
        Query q = new Query(Takedowns.SELECT)
                .whereIf(c.query("status"), "t.status = :status", "status")
                .page(k, "t.created_at", "t.id");
        k.answer(c, db.read(tx -> q.list(tx, Takedowns::row)), Takedown::createdAt, Takedown::id);
    }
}
