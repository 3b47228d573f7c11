package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminAuditEvent;
import gg.tap2.model.admin.AdminUser;
import gg.tap2.server.catalog.ChangeCounter;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// An admin sees a creator's studio at the real server: everything to look at, nothing to change, nothing left behind.
final class RealVisitTest {
    private static final TestServer SERVER = AdminDesk.SERVER;
    private final TestServer.Account creator = SERVER.creator();

    @TempDir
    Path dir;

    private AdminDesk.Admin admin;
    private AdminDesk desk;
    private StudioDriver studio;

    @BeforeEach
    void open() throws Exception {
        UUID id = UUID.fromString(
                AdminDesk.one("SELECT CAST(id AS text) AS v FROM creators WHERE slug = :x", creator.slug()));
        UUID product = MoneyWorld.of(SERVER.app()).product(id, 500, false);
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("UPDATE products SET title = :title, change_seq = :seq WHERE id = :id")
                        .set("title", "Seen from outside")
                        .set("seq", ChangeCounter.next(tx, id))
                        .set("id", product)
                        .update());
        admin = AdminDesk.admin();
        desk = AdminDesk.open(dir.resolve("home"), admin);
        studio = desk.studio;
    }

    @AfterEach
    void close() throws Exception {
        desk.close();
    }

    private void visit() throws Exception {
        studio.go("admin-users", null);
        studio.type("#admin-users-search", creator.slug());
        desk.openRow("#admin-users", (AdminUser u) -> creator.slug().equals(u.slug()));
        studio.press("#admin-view-as");
        studio.type("#admin-reason", "Ticket 4711");
        studio.press("#admin-reason-go");
        studio.find("#visit-banner");
        studio.waitUntil(
                "synced",
                () -> studio.app().session().visit() != null
                        && studio.app().session().sync().state().lastSynced() != null);
    }

    private int stores() throws Exception {
        Path visits = dir.resolve("home").resolve("accounts").resolve("visits");
        if (!Files.exists(visits)) {
            return 0;
        }
        try (var files = Files.list(visits)) {
            return (int) files.count();
        }
    }

    @Test
    void theBannerStandsOverEveryScreenAndNothingCanBeChanged() throws Exception {
        visit();
        assertThat(studio.text("#visit-whose")).contains(creator.email());
        assertThat(studio.text("#visit-left")).matches(".*1[0-5]:[0-5][0-9].*");
        var session = studio.app().session();
        assertThat(session.store().products().list()).extracting(p -> p.title()).containsExactly("Seen from outside");
        for (ScreenEntry screen : ScreenCatalog.ALL) {
            studio.go(screen.id(), null);
            assertThat(studio.shows("#visit-banner")).as(screen.id()).isTrue();
        }
        studio.go("home", null);
        ScreenshotTest.shoot(studio, Files.createDirectories(Path.of("target/screenshots")), "admin-visit");
        assertThat(studio.shows("#nav-admin-overview")).isFalse();
        studio.go("products", session.store().products().list().getFirst().id());
        studio.type("#editor-title", "Changed by an admin");
        studio.waitUntil(
                "told",
                () -> !studio.app().scene().getRoot().lookupAll(".toast").isEmpty());
        assertThat(session.store().outbox().size()).isZero();
        var write = org.assertj.core.api.Assertions.catchThrowableOfType(
                gg.tap2.studio.api.ApiFailure.Refused.class,
                () -> session.client().post(Routes.PRODUCTS, java.util.Map.of("title", "x"), Object.class));
        assertThat(write.code()).isEqualTo("read_only_session");
        assertThat(stores()).isPositive();

        studio.press("#visit-end");
        studio.find("#admin-users");
        assertThat(studio.shows("#visit-banner")).isFalse();
        assertThat(studio.app().session().me().email()).isEqualTo(admin.email());
        assertThat(studio.app().session().store().products().list()).isEmpty();
        studio.waitUntil("nothing is left", () -> stores() == 0);
        assertThat(AdminDesk.one(
                        "SELECT CAST(count(*) AS text) AS v FROM products WHERE title = :x", "Changed by an admin"))
                .isEqualTo("0");
        studio.go("admin-audit", null);
        desk.row(
                "#admin-audit",
                (AdminAuditEvent e) -> e.action().equals("impersonated")
                        && creator.email().equals(e.subjectEmail())
                        && "Ticket 4711".equals(e.reason()));
        studio.waitUntil(
                "ended at the server",
                () -> AdminDesk.one(
                                "SELECT CAST(count(*) AS text) AS v FROM audit_events WHERE action = 'impersonation_ended'"
                                        + " AND subject_user_id = (SELECT id FROM users WHERE email = :x)",
                                creator.email())
                        .equals("1"));
        assertThat(SERVER.send("GET", Routes.ME, null, creator.accessToken()).status())
                .as("the creator's own session goes on")
                .isEqualTo(200);
    }

    @Test
    void itEndsWhenTheServerEndsIt() throws Exception {
        visit();
        SERVER.send(
                "DELETE",
                Routes.path(
                        Routes.ADMIN_USER_IMPERSONATE,
                        AdminDesk.one("SELECT CAST(id AS text) AS v FROM users WHERE email = :x", creator.email())),
                null,
                admin.token());
        studio.app().session().sync().soon();
        studio.find("#admin-users");
        assertThat(studio.app().session().me().email()).isEqualTo(admin.email());
    }
}
