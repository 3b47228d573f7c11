package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.server.platform.http.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// People: found, suspended, looked at.
final class AdminPeopleTest extends AdminCase {
    @Test
    void aSuspendedCreatorIsOutAtOnceAndToldWhy() {
        ok(post(Routes.path(Routes.ADMIN_USER_SUSPEND, userId), Map.of("reason", "Stolen pictures")));
        assertThat(SERVER.send("GET", Routes.ME, null, creator.accessToken()).status())
                .isEqualTo(401);
        assertThat(post(Routes.path(Routes.ADMIN_USER_SUSPEND, userId), Map.of("reason", "Stolen pictures"))
                        .code())
                .isEqualTo("user_state");
        ok(post(Routes.path(Routes.ADMIN_USER_RESTORE, userId), Map.of("reason", "Proved ownership")));
        var user = ok(get(Routes.path(Routes.ADMIN_USER, userId)));
        assertThat(user.path("user").path("status").asText()).isEqualTo("active");
        assertThat(user.path("recent").path(0).path("action").asText()).isEqualTo("account_restored");
        assertThat(count(
                        "SELECT count(*) AS n FROM outbox_facts WHERE kind IN ('account_suspended', 'account_restored')"
                                + " AND payload ->> 'userId' = CAST(:id AS text)"))
                .isEqualTo(2);
    }

    private long count(String sql) {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql(sql).set("id", userId.toString()).one(r -> r.number("n")));
    }

    private String look(String reason) {
        return ok(post(Routes.path(Routes.ADMIN_USER_IMPERSONATE, userId), Map.of("reason", reason)))
                .path("accessToken")
                .asText();
    }

    @Test
    void whoSeesWhatACreatorSeesMayChangeNothing() {
        String token = look("Ticket 4711");
        assertThat(SERVER.send("GET", Routes.BALANCE, null, token).status()).isEqualTo(200);
        int tried = 0;
        for (var r : SERVER.app().routing().routes()) {
            boolean mayAsCreator = r.access() == Access.CREATOR || r.access() == Access.SIGNED_IN;
            if (!r.unsafe() || !r.path().startsWith("/api/")) {
                continue;
            }
            String path = r.path()
                    .replace("{name}", "x")
                    .replaceAll("\\{[a-zA-Z]+}", UUID.randomUUID().toString());
            var reply = SERVER.send(r.method().text(), path, Map.of("reason", "a good reason"), token);
            if (mayAsCreator) {
                tried++;
                assertThat(reply.code()).as(r.method() + " " + path).isEqualTo("read_only_session");
            } else if (r.access() == Access.ADMIN || r.access() == Access.FAN) {
                assertThat(reply.status()).as(r.method() + " " + path).isEqualTo(403);
            }
        }
        assertThat(tried).isGreaterThan(50);
        assertThat(ok(get(Routes.ADMIN_AUDIT + "?action=impersonated&subject=" + userId)))
                .hasSize(1);
        assertThat(ok(SERVER.send("GET", Routes.AUTH + "/sessions", null, creator.accessToken())))
                .as("it is not a device of the creator's")
                .hasSize(1);
    }

    @Test
    void adminsAreNotLookedThrough() {
        UUID other = id("SELECT id FROM users WHERE email = :x", SECOND.email());
        assertThat(post(Routes.path(Routes.ADMIN_USER_IMPERSONATE, other), Map.of("reason", "Ticket 4711"))
                        .code())
                .isEqualTo("admin_protected");
    }

    @Test
    void aLookEndsWhenItsAdminSaysSoOrIsNoAdminAnyMore() {
        String token = look("Ticket 4712");
        assertThat(SERVER.send("DELETE", Routes.path(Routes.ADMIN_USER_IMPERSONATE, userId), null, SECOND.accessToken())
                        .status())
                .isEqualTo(204);
        assertThat(SERVER.send("GET", Routes.BALANCE, null, token).status())
                .as("another admin's end does not end it")
                .isEqualTo(200);
        for (int i = 0; i < 2; i++) {
            assertThat(SERVER.send(
                                    "DELETE",
                                    Routes.path(Routes.ADMIN_USER_IMPERSONATE, userId),
                                    null,
                                    ADMIN.accessToken())
                            .status())
                    .isEqualTo(204);
        }
        assertThat(SERVER.send("GET", Routes.BALANCE, null, token).status()).isEqualTo(401);
        assertThat(ok(get(Routes.ADMIN_AUDIT + "?action=impersonation_ended&subject=" + userId)))
                .hasSize(1);

        var third = SERVER.admin();
        String theirs = SERVER.send(
                        "POST",
                        Routes.path(Routes.ADMIN_USER_IMPERSONATE, userId),
                        Map.of("reason", "Ticket 4713"),
                        third.accessToken())
                .data()
                .path("accessToken")
                .asText();
        UUID thirdId = id("SELECT id FROM users WHERE email = :x", third.email());
        SERVER.app()
                .db()
                .transact(tx -> tx.sql("UPDATE users SET role = 'fan' WHERE id = :id")
                        .set("id", thirdId)
                        .update());
        assertThat(SERVER.send("GET", Routes.BALANCE, null, theirs).status()).isEqualTo(401);
    }

    @Test
    void oneSessionEndsAndTheOthersGoOn() {
        var second = SERVER.send(
                        "POST",
                        Routes.LOGIN,
                        Map.of("email", creator.email(), "password", gg.tap2.server.testing.TestServer.PASSWORD),
                        null)
                .data()
                .path("tokens")
                .path("accessToken")
                .asText();
        String newest = ok(get(Routes.path(Routes.ADMIN_USER_SESSIONS, userId)))
                .path(0)
                .path("id")
                .asText();
        String end = Routes.path(Routes.ADMIN_USER_SESSION_END, userId, newest);
        ok(post(end, Map.of("reason", "A stolen telephone")));
        assertThat(SERVER.send("GET", Routes.ME, null, second).status()).isEqualTo(401);
        assertThat(SERVER.send("GET", Routes.ME, null, creator.accessToken()).status())
                .isEqualTo(200);
        assertThat(post(end, Map.of("reason", "A stolen telephone")).status()).isEqualTo(404);
        assertThat(ok(get(Routes.ADMIN_AUDIT + "?action=session_ended_by_admin&subject=" + userId)))
                .hasSize(1);
    }

    @Test
    void searchFindsByMailNameAndSlug() {
        for (String q : List.of(creator.email().substring(0, 18), creator.slug())) {
            assertThat(ok(get(Routes.ADMIN_USERS + "?q=" + q)).findValuesAsText("id"))
                    .contains(userId.toString());
        }
        assertThat(get(Routes.ADMIN_USERS + "?q=ab").status()).isEqualTo(422);
    }

    @Test
    void aListIsWalkedWholeByItsCursor() {
        var seen = new ArrayList<String>();
        String cursor = "";
        do {
            var reply = get(Routes.ADMIN_USERS + "?limit=2" + cursor);
            seen.addAll(ok(reply).findValuesAsText("email"));
            String next = reply.json().path("meta").path("nextCursor").asText("");
            cursor = next.isEmpty() ? "" : "&cursor=" + next;
        } while (!cursor.isEmpty() && seen.size() < 400);
        assertThat(seen).doesNotHaveDuplicates().contains(creator.email());
    }
}
