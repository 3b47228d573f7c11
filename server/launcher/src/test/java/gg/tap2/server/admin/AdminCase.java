package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.server.testing.TestServer;
import gg.tap2.server.testing.TestServer.Account;
import gg.tap2.server.testing.TestServer.Reply;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;

/// A creator and two admins on the running platform, over HTTP.
abstract class AdminCase {
    static final TestServer SERVER = TestServer.get();
    static final AtomicInteger ACCOUNT = new AtomicInteger(7_100_000);
    static final Account ADMIN = SERVER.admin();
    static final Account SECOND = SERVER.admin();
    final Account creator = SERVER.creator();
    final UUID creatorId = id("SELECT c.id FROM creators c WHERE c.slug = :x", creator.slug());
    final UUID userId = id("SELECT id FROM users WHERE email = :x", creator.email());

    static UUID id(String sql, String x) {
        return SERVER.app().db().read(tx -> tx.sql(sql).set("x", x).one(r -> r.uuid("id")));
    }

    static Reply get(String path) {
        return SERVER.send("GET", path, null, ADMIN.accessToken());
    }

    static Reply post(String path, Object body) {
        return SERVER.send("POST", path, body, ADMIN.accessToken());
    }

    /// What waits for a second admin is agreed to by one.
    static JsonNode agreed(Reply waiting) {
        assertThat(waiting.status()).as(waiting.body()).isEqualTo(202);
        return ok(SERVER.send(
                "POST",
                Routes.path(
                        Routes.ADMIN_CHANGE_APPROVE, waiting.data().path("id").asText()),
                Map.of("reason", "Looked at it too"),
                SECOND.accessToken()));
    }

    static JsonNode ok(Reply reply) {
        assertThat(reply.status()).as(reply.body()).isBetween(200, 299);
        return reply.data();
    }

    Map<String, Object> adjustment(long amount, long version) {
        return new HashMap<>(Map.of(
                "kind", "adjustment",
                "creatorId", creatorId,
                "amount", amount,
                "reason", "Goodwill after the outage",
                "balanceVersion", version));
    }

    long version() {
        return ok(post(Routes.ADMIN_MONEY_PREVIEW, adjustment(1, 0)))
                .path("balanceVersion")
                .asLong();
    }

    long available() {
        return SERVER.app().payouts().payouts().balance(creatorId).available();
    }

    static void pause() {
        try {
            Thread.sleep(50);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}
