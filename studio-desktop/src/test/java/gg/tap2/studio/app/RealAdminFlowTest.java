package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminAuditEvent;
import gg.tap2.model.admin.AdminUser;
import gg.tap2.model.admin.ContentReport;
import gg.tap2.model.admin.FeeChange;
import gg.tap2.model.admin.PlatformSetting;
import gg.tap2.model.admin.SettingChange;
import gg.tap2.model.admin.Takedown;
import gg.tap2.model.admin.WebhookEvent;
import gg.tap2.server.app.TestOwner;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An admin's day in the window against the real server: content, people, machinery, settings and the trail.
final class RealAdminFlowTest {
    private static final TestServer SERVER = AdminDesk.SERVER;
    private static AdminDesk.Admin admin;

    @TempDir
    Path dir;

    private AdminDesk desk;
    private StudioDriver studio;

    @BeforeAll
    static void makeAdmin() throws Exception {
        admin = AdminDesk.admin();
    }

    @BeforeEach
    void open() throws Exception {
        desk = AdminDesk.open(dir.resolve("home"), admin);
        studio = desk.studio;
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    private static String status(UUID product) {
        return AdminDesk.one("SELECT status AS v FROM products WHERE id = :x", product);
    }

    @Test
    void aReportedProductIsTakenDownAppealedAndPutBack() throws Exception {
        var creator = SERVER.creator();
        UUID creatorId = UUID.fromString(
                AdminDesk.one("SELECT CAST(id AS text) AS v FROM creators WHERE slug = :x", creator.slug()));
        UUID product = MoneyWorld.of(SERVER.app()).product(creatorId, 500, false);
        AdminDesk.sql(
                "INSERT INTO content_reports (id, path, reason, details, created_at) VALUES (gen_random_uuid(), :x, 'copyright', 'My picture', now())",
                "/@" + creator.slug() + "/" + product);
        studio.go("admin-content", null);
        desk.openRow("#admin-reports", (ContentReport r) -> product.equals(r.productId()));
        studio.press("#admin-takedown");
        desk.reason("Proof of authorship was sent");
        studio.waitUntil("down", () -> status(product).equals("taken_down"));

        studio.go("admin-content", "takedowns");
        Takedown down = desk.row("#admin-takedowns", t -> product.equals(t.productId()));
        assertThat(down.status()).isEqualTo("down");
        SERVER.send(
                "POST",
                Routes.path(Routes.TAKEDOWN_APPEAL, down.id()),
                Map.of("text", "I took it myself"),
                creator.accessToken());
        studio.go("admin-content", "takedowns");
        desk.openRow(
                "#admin-takedowns",
                (Takedown t) -> t.id().equals(down.id()) && t.status().equals("appealed"));
        studio.press("#admin-put-back");
        desk.reason("The creator is right");
        assertThat(status(product)).isEqualTo("unpublished");
        desk.row(
                "#admin-takedowns",
                (Takedown t) -> t.id().equals(down.id()) && t.status().equals("restored"));
    }

    @Test
    void aCreatorIsFoundSuspendedAndRestored() throws Exception {
        var creator = SERVER.creator();
        studio.go("admin-users", null);
        studio.type("#admin-users-search", creator.slug());
        desk.openRow("#admin-users", (AdminUser u) -> creator.slug().equals(u.slug()));
        studio.press("#admin-session-end");
        desk.reason("A stolen telephone");
        assertThat(AdminDesk.one(
                        "SELECT CAST(count(*) AS text) AS v FROM audit_events WHERE action = 'session_ended_by_admin'"
                                + " AND subject_user_id = (SELECT id FROM users WHERE email = :x)",
                        creator.email()))
                .isEqualTo("1");
        desk.openRow("#admin-users", (AdminUser u) -> creator.slug().equals(u.slug()));
        studio.press("#admin-user-suspend");
        desk.reason("Stolen pictures");
        desk.row(
                "#admin-users",
                (AdminUser u) -> creator.slug().equals(u.slug()) && u.status().equals("suspended"));
        assertThat(SERVER.send("GET", Routes.ME, null, creator.accessToken()).status())
                .isEqualTo(401);
        assertThat(studio.shows("#admin-session-end")).isFalse();
        desk.openRow("#admin-users", (AdminUser u) -> creator.slug().equals(u.slug()));
        studio.press("#admin-user-suspend");
        desk.reason("Proved ownership");
        desk.row(
                "#admin-users",
                (AdminUser u) -> creator.slug().equals(u.slug()) && u.status().equals("active"));
    }

    @Test
    void aDeadWebhookIsReadAndReplayed() throws Exception {
        String event = "evt_" + UUID.randomUUID();
        AdminDesk.sql("""
                INSERT INTO webhook_inbox (id, provider, event_id, type, payload, received_at, status, attempts, last_error)
                VALUES (gen_random_uuid(), 'stripe', :x, 'thing.happened', CAST('{"a":1}' AS jsonb), now(), 'dead', 12, 'boom')""", event);
        studio.go("admin-machinery", "webhooks");
        desk.filter("#admin-webhooks-status", "dead");
        desk.openRow("#admin-webhooks", (WebhookEvent w) -> w.eventId().equals(event));
        assertThat(studio.text("#webhook-payload")).contains("\"a\"");
        studio.press("#admin-replay");
        desk.reason("The cause is fixed");
        studio.waitUntil(
                "handled",
                () -> AdminDesk.one("SELECT status AS v FROM webhook_inbox WHERE event_id = :x", event)
                        .equals("ignored"));
    }

    @Test
    void aSettingIsChangedAndItsHistoryKept() throws Exception {
        studio.go("admin-machinery", "settings");
        desk.openRow("#admin-settings", (PlatformSetting s) -> s.key().equals("registration.open"));
        studio.type("#setting-value", "maybe");
        studio.type("#admin-reason", "Wave of spam");
        studio.press("#admin-reason-go");
        studio.waitUntil("refused", () -> studio.shows("#admin-reason-problem"));
        studio.type("#setting-value", "off");
        studio.press("#admin-reason-go");
        desk.closed();
        try {
            assertThat(SERVER.send("POST", Routes.REGISTER, Map.of("email", "x@y.test"), null)
                            .code())
                    .isEqualTo("registration_closed");
        } finally {
            desk.openRow("#admin-settings", (PlatformSetting s) -> s.key().equals("registration.open"));
            studio.type("#setting-value", "");
            desk.reason("The wave is over");
        }
        studio.go("admin-machinery", "changes");
        desk.row(
                "#admin-changes",
                (SettingChange c) -> "off".equals(c.after()) && c.reason().equals("Wave of spam"));
        desk.row(
                "#admin-changes",
                (SettingChange c) -> "off".equals(c.before()) && c.reason().equals("The wave is over"));
    }

    @Test
    void theTrailIsSearchedReadAndExported() throws Exception {
        var creator = SERVER.creator();
        String reason = "=Reason " + UUID.randomUUID();
        studio.go("admin-users", null);
        studio.type("#admin-users-search", creator.slug());
        desk.openRow("#admin-users", (AdminUser u) -> creator.slug().equals(u.slug()));
        studio.press("#admin-user-sign-out");
        desk.reason(reason);
        studio.go("admin-audit", null);
        studio.type("#admin-audit-search", reason);
        desk.openRow("#admin-audit", (AdminAuditEvent e) -> reason.equals(e.reason()));
        studio.press("#dialog-close");
        Path file = dir.resolve("audit.csv");
        studio.target.set(file);
        studio.press("#admin-audit-export");
        studio.waitUntil("exported", () -> Files.exists(file) && Files.size(file) > 0);
        assertThat(Files.readString(file))
                .contains("signed_out_by_admin", "'" + reason, admin.email())
                .hasLineCount(2);
    }

    @Test
    void feesAreChangedFromADayOn() throws Exception {
        studio.go("admin-machinery", "fees");
        desk.row("#admin-fees", (FeeChange f) -> f.state().equals("current"));
        studio.press("#admin-change-fees");
        studio.type("#fee-tips", "2,5");
        studio.waitUntil("an example", () -> studio.text("#fee-example").contains("$9.16"));
        ScreenshotTest.save(studio, "admin-fees");
        desk.reason("Board decision 12");
        try {
            AdminDesk.agreedByAnother("Board decision 12");
            studio.go("admin-machinery", "approvals");
            studio.go("admin-machinery", "fees");
            FeeChange coming = desk.row("#admin-fees", f -> f.state().equals("coming"));
            assertThat(coming.tipBps()).isEqualTo(250);
            assertThat(coming.subscriptionBps()).isEqualTo(3_000);
            desk.row("#admin-fees", (FeeChange f) -> f.state().equals("current") && f.tipBps() == 0);
        } finally {
            // The server is every test's, and no second change may begin at the same moment.
            TestOwner.run(
                    SERVER.app(),
                    List.of(
                            "SET session_replication_role = replica",
                            "DELETE FROM fee_changes WHERE reason = 'Board decision 12'"));
        }
    }

    @Test
    void webhooksAreLostInTheSandbox() throws Exception {
        studio.go("admin-machinery", null);
        studio.press("#admin-tab-sandbox");
        studio.find("#sandbox-now");
        studio.type("#sandbox-count-stripe", "2");
        studio.type("#sandbox-type-stripe", "no.such.event");
        studio.press("#sandbox-add-stripe");
        studio.find("#sandbox-clear-stripe");
        ScreenshotTest.shoot(studio, Files.createDirectories(Path.of("target/screenshots")), "admin-sandbox");
        studio.press("#sandbox-clear-stripe");
        studio.waitUntil("taken back", () -> !studio.shows("#sandbox-clear-stripe"));
        // The clock is not moved here: this server is every test's.
        studio.find("#sandbox-clock-hour");
    }
}
