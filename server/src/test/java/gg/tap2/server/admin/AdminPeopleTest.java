package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
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

    @Test
    void anImpersonatedSessionOnlyLooks() {
        var session = ok(post(Routes.path(Routes.ADMIN_USER_IMPERSONATE, userId), Map.of("reason", "Ticket 4711")));
        String token = session.path("accessToken").asText();
        assertThat(SERVER.send("GET", Routes.BALANCE, null, token).status()).isEqualTo(200);
        var write = SERVER.send("POST", Routes.PRODUCTS, Map.of("title", "x"), token);
        assertThat(write.code()).isEqualTo("read_only_session");
        assertThat(ok(get(Routes.ADMIN_AUDIT + "?action=impersonated&subject=" + userId)))
                .hasSize(1);
        UUID other = id("SELECT id FROM users WHERE email = :x", SECOND.email());
        assertThat(post(Routes.path(Routes.ADMIN_USER_IMPERSONATE, other), Map.of("reason", "Ticket 4711"))
                        .code())
                .isEqualTo("admin_protected");
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
