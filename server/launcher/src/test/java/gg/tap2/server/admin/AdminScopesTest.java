package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.accounts.AdminArea;
import gg.tap2.model.accounts.AdminScope;
import gg.tap2.server.platform.http.Route;
import gg.tap2.server.testing.TestServer.Account;
import gg.tap2.server.testing.TestServer.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.Test;

/// What each kind of admin may see and change, and what is written about what they saw.
final class AdminScopesTest extends AdminCase {
    private static Account admin(AdminScope scope) {
        return SERVER.admin(scope);
    }

    private static UUID user(Account a) {
        return id("SELECT id FROM users WHERE email = :x", a.email());
    }

    /// Written apart from the server's own table, on purpose.
    private static boolean may(AdminScope scope, AdminArea area, boolean change) {
        return switch (scope) {
            case FULL -> true;
            case READ_ONLY -> !change;
            case SUPPORT ->
                change
                        ? area == AdminArea.PEOPLE
                        : area != AdminArea.AUDIT && area != AdminArea.OPERATIONS && area != AdminArea.SETTINGS;
            case FINANCE ->
                area == AdminArea.MONEY
                        || area == AdminArea.OVERVIEW
                        || !change && (area == AdminArea.PEOPLE || area == AdminArea.AUDIT);
            case CONTENT_REVIEW -> area == AdminArea.CONTENT || !change && area == AdminArea.OVERVIEW;
        };
    }

    @Test
    void everyRouteOfAdminsAsksForTheScopeOfItsArea() {
        var wrong = new TreeSet<String>();
        int asked = 0;
        for (AdminScope scope : AdminScope.values()) {
            String token = admin(scope).accessToken();
            for (Route route : SERVER.app().routing().routes()) {
                AdminArea area = route.access().area();
                if (area == null) {
                    continue;
                }
                asked++;
                String path =
                        route.path().replaceAll("\\{[^}]+}", UUID.randomUUID().toString());
                Reply reply = SERVER.send(route.method().text(), path, route.unsafe() ? Map.of() : null, token);
                boolean refused = reply.status() == 403 && reply.code().equals("admin_scope");
                if (refused == may(scope, area, route.unsafe())) {
                    wrong.add(scope + " " + route.method() + " " + route.path() + ": " + reply.status());
                }
            }
        }
        assertThat(asked).isGreaterThan(200);
        assertThat(wrong).isEmpty();
    }

    @Test
    void nobodyBecomesAnAdminWithoutBeingToldWhatFor() {
        var reply = SERVER.send(
                "PUT",
                Routes.path(Routes.ADMIN_USER_ROLE, user(SERVER.fan())),
                Map.of("role", "admin", "reason", "Joins the team"),
                admin(AdminScope.FULL).accessToken());
        assertThat(reply.status()).isEqualTo(422);
        assertThat(reply.body()).contains("scope");
    }

    @Test
    void moreRightsTakeTwoAndFewerDoNot() {
        var first = admin(AdminScope.FULL);
        var helper = admin(AdminScope.SUPPORT);
        String role = Routes.path(Routes.ADMIN_USER_ROLE, user(helper));
        var wider = SERVER.send("PUT", role, grant(AdminScope.FULL), first.accessToken());
        assertThat(wider.status()).isEqualTo(202);
        assertThat(scope(helper)).isEqualTo("support");
        var other = SERVER.send("PUT", role, grant(AdminScope.FINANCE), first.accessToken());
        assertThat(other.status()).as("other rights are more rights").isEqualTo(202);
        var narrower = SERVER.send(
                "PUT",
                Routes.path(Routes.ADMIN_USER_ROLE, user(admin(AdminScope.FULL))),
                grant(AdminScope.READ_ONLY),
                first.accessToken());
        assertThat(narrower.status()).isEqualTo(200);
        assertThat(narrower.data().path("user").path("scope").asText()).isEqualTo("read_only");
    }

    @Test
    void whoMayNotAskMayNotAgree() {
        var wish = SERVER.send(
                "PUT",
                Routes.path(Routes.ADMIN_USER_ROLE, user(SERVER.fan())),
                grant(AdminScope.FULL),
                admin(AdminScope.FULL).accessToken());
        assertThat(wish.status()).isEqualTo(202);
        String approve =
                Routes.path(Routes.ADMIN_CHANGE_APPROVE, wish.data().path("id").asText());
        var finance = SERVER.send(
                "POST",
                approve,
                Map.of("reason", "I know them well"),
                admin(AdminScope.FINANCE).accessToken());
        assertThat(finance.code()).isEqualTo("admin_scope");
        ok(SERVER.send(
                "POST",
                approve,
                Map.of("reason", "I know them well"),
                admin(AdminScope.FULL).accessToken()));
    }

    /// Two admins who take each other's rights at the same moment: one of them keeps them.
    @Test
    void somebodyAlwaysHasAllRights() throws Exception {
        List<UUID> others = SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT id FROM users WHERE admin_scope = 'full'")
                        .list(r -> r.uuid("id")));
        try (var two = Executors.newFixedThreadPool(2)) {
            for (int round = 0; round < 5; round++) {
                var a = admin(AdminScope.FULL);
                var b = admin(AdminScope.FULL);
                SERVER.app()
                        .db()
                        .transact(tx -> tx.sql(
                                        "UPDATE users SET admin_scope = 'read_only' WHERE role = 'admin' AND email NOT IN (:a, :b)")
                                .set("a", a.email())
                                .set("b", b.email())
                                .update());
                var first = two.submit(demotes(a, b));
                var second = two.submit(demotes(b, a));
                String answers = first.get().body() + " " + second.get().body();
                long left = SERVER.app()
                        .db()
                        .read(tx -> tx.sql(
                                        "SELECT count(*) AS n FROM users WHERE role = 'admin' AND admin_scope = 'full' AND status = 'active'")
                                .one(r -> r.number("n")));
                assertThat(left).as(answers).isEqualTo(1);
            }
        } finally {
            // The other tests' admins are on the same server.
            others.forEach(id -> SERVER.app()
                    .db()
                    .transact(tx -> tx.sql("UPDATE users SET admin_scope = 'full' WHERE id = :id")
                            .set("id", id)
                            .update()));
        }
    }

    private static Callable<Reply> demotes(Account who, Account whom) {
        String path = Routes.path(Routes.ADMIN_USER_ROLE, user(whom));
        return () -> SERVER.send("PUT", path, grant(AdminScope.READ_ONLY), who.accessToken());
    }

    @Test
    void everyLookAtPeoplesDataIsWrittenDown() {
        var admin = admin(AdminScope.SUPPORT);
        var fan = SERVER.fan();
        ok(SERVER.send("GET", Routes.ADMIN_USERS + "?q=" + fan.email().replace("@", "%40"), null, admin.accessToken()));
        ok(SERVER.send("GET", Routes.path(Routes.ADMIN_USER, user(fan)), null, admin.accessToken()));
        ok(SERVER.send("GET", Routes.path(Routes.ADMIN_USER, user(fan)), null, admin.accessToken()));
        ok(SERVER.send("GET", Routes.ADMIN_PAYMENTS, null, admin.accessToken()));
        ok(SERVER.send("GET", Routes.ADMIN_OVERVIEW, null, admin.accessToken()));
        JsonNode seen = ok(SERVER.send(
                "GET",
                Routes.ADMIN_AUDIT + "?action=personal_data_opened&actor=" + user(admin),
                null,
                admin(AdminScope.READ_ONLY).accessToken()));
        assertThat(seen).hasSize(3);
        assertThat(seen.toString())
                .contains(
                        Routes.ADMIN_USERS,
                        Routes.ADMIN_USER,
                        Routes.ADMIN_PAYMENTS,
                        user(fan).toString())
                .contains("\"filters\":\"q\"")
                .doesNotContain("?q=");
        var own = SERVER.send("GET", "/api/v1/auth/events", null, fan.accessToken());
        assertThat(own.body()).doesNotContain("personal_data_opened");
    }

    private static Map<String, Object> grant(AdminScope scope) {
        return new HashMap<>(Map.of("role", "admin", "scope", scope.toString(), "reason", "Fits their work"));
    }

    private static String scope(Account a) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT admin_scope FROM users WHERE email = :e")
                        .set("e", a.email())
                        .one(r -> r.text("admin_scope")));
    }
}
