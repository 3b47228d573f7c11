package gg.tap2.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import gg.tap2.server.testing.TestServer.Account;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/// Kept answers are never stale: whatever the public sees changes with the very next request.
final class PublicAnswersTest {
    private static final TestServer SERVER = TestServer.get();
    private final MoneyWorld world = MoneyWorld.of(SERVER.app());
    private final Account creator = SERVER.creator();
    private final UUID id = world.app
            .db()
            .read(tx -> tx.sql("SELECT id FROM creators WHERE slug = :s")
                    .set("s", creator.slug())
                    .one(r -> r.uuid("id")));

    PublicAnswersTest() {
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE id = :id")
                        .set("id", id)
                        .update());
    }

    private static HttpResponse<String> get(String path, String... headers) throws Exception {
        var request = HttpRequest.newBuilder(URI.create(SERVER.app().localUrl() + path));
        if (headers.length > 0) {
            request.headers(headers);
        }
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        }
    }

    private String page() throws Exception {
        return get("/@" + creator.slug()).body();
    }

    private String json() throws Exception {
        return get(Routes.PUBLIC_CREATOR.replace("{slug}", creator.slug())).body();
    }

    private void post(String route, UUID product) {
        var reply = SERVER.send("POST", Routes.path(route, product), null, creator.accessToken());
        assertThat(reply.status()).as(reply.body()).isEqualTo(200);
    }

    @Test
    void aProductIsThereWithTheNextRequest() throws Exception {
        String before = page();
        assertThat(page()).isEqualTo(before);
        assertThat(before).doesNotContain("A product");
        UUID product = world.product(id, 1500, false);
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE products SET hidden_content = 'ochre' WHERE id = :id")
                        .set("id", product)
                        .update());
        // The door that a studio uses takes the change number; the row above came past it.
        post(Routes.UNPUBLISH, product);
        post(Routes.PUBLISH, product);
        assertThat(page()).contains("A product");
        assertThat(json()).contains("\"productCount\":1");
        String own = get("/@" + creator.slug() + "/" + product).body();
        assertThat(own).contains("A product");
        post(Routes.UNPUBLISH, product);
        assertThat(page()).doesNotContain("A product");
        assertThat(get("/@" + creator.slug() + "/" + product).statusCode()).isEqualTo(404);
    }

    @Test
    void aTipStandsOnTheWallAndFollowsItsFansName() throws Exception {
        assertThat(page()).doesNotContain("For the ink");
        UUID fan = world.fan();
        var start = world.app
                .billing()
                .payments()
                .tip(fan, fan, new CreateTip(null, 700, "USD", "For the ink", false, creator.slug(), null, null));
        world.pay(start, "4242424242424242");
        world.until("the tip", () -> world.status(start.paymentId()).equals("succeeded"));
        assertThat(page()).contains("For the ink");
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE fans SET display_name = 'Renamed Rita' WHERE id = :id")
                        .set("id", fan)
                        .update());
        assertThat(page()).contains("Renamed Rita");
        world.app
                .db()
                .transact(tx -> tx.sql("UPDATE tips SET message = NULL, anonymous = TRUE WHERE fan_id = :id")
                        .set("id", fan)
                        .update());
        assertThat(page()).doesNotContain("For the ink").doesNotContain("Renamed Rita");
    }

    /// A page names its own address; whoever wrote it otherwise first must not leave theirs to everybody.
    @Test
    void anotherWayOfWritingTheAddressLeavesTheOrdinaryPageAlone() throws Exception {
        String odd = creator.slug().toUpperCase(java.util.Locale.ROOT);
        var answer = get("/@" + odd);
        assertThat(answer.statusCode()).as("the true address is one step away").isEqualTo(301);
        assertThat(answer.headers().firstValue("Location")).hasValue("/@" + creator.slug());
        assertThat(page()).contains("/@" + creator.slug()).doesNotContain(odd);
    }

    @Test
    void whoIsSuspendedIsGoneAtOnce() throws Exception {
        assertThat(get("/@" + creator.slug()).statusCode()).isEqualTo(200);
        world.app
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE users SET status = 'suspended' WHERE id = (SELECT user_id FROM creators WHERE id = :id)")
                        .set("id", id)
                        .update());
        assertThat(get("/@" + creator.slug()).statusCode()).isEqualTo(404);
        assertThat(get(Routes.PUBLIC_CREATOR.replace("{slug}", creator.slug())).statusCode())
                .isEqualTo(404);
    }

    @Test
    void languagesAndEncodingsAreKeptApartAndKnownOnesAre304() throws Exception {
        assertThat(get("/@" + creator.slug(), "Accept-Language", "de").body()).contains("lang=\"de\"");
        var english = get("/@" + creator.slug(), "Accept-Language", "en");
        assertThat(english.body()).contains("lang=\"en\"");
        String etag = english.headers().firstValue("etag").orElseThrow();
        assertThat(get("/@" + creator.slug(), "Accept-Language", "en", "If-None-Match", etag)
                        .statusCode())
                .isEqualTo(304);
        var packed = get("/@" + creator.slug(), "Accept-Encoding", "gzip");
        assertThat(packed.headers().firstValue("content-encoding")).contains("gzip");
        assertThat(english.headers().firstValue("content-encoding")).isEmpty();
    }

    /// Readers and a writer at once: nobody sees a number smaller than one that was committed before they asked.
    @Test
    void nobodyEverSeesAnOlderAnswerThanTheOneCommittedBefore() throws Exception {
        var committed = new AtomicInteger();
        name(0);
        try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Callable<Integer>> readers = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                readers.add(() -> {
                    int seen = 0;
                    while (committed.get() < 40) {
                        int before = committed.get();
                        String body = json();
                        int shown = Integer.parseInt(body.replaceAll("(?s).*\"displayName\":\"v(\\d+)\".*", "$1"));
                        assertThat(shown).isGreaterThanOrEqualTo(before);
                        seen++;
                    }
                    return seen;
                });
            }
            var results = readers.stream().map(pool::submit).toList();
            for (int v = 1; v <= 40; v++) {
                name(v);
                committed.set(v);
            }
            for (var r : results) {
                assertThat(r.get()).isPositive();
            }
        }
    }

    private void name(int v) {
        world.app.db().transact(tx -> {
            tx.sql("UPDATE creators SET display_name = :name, change_seq = :seq WHERE id = :id")
                    .set("name", "v" + v)
                    .set("seq", ChangeCounter.next(tx, id))
                    .set("id", id)
                    .update();
        });
    }
}
