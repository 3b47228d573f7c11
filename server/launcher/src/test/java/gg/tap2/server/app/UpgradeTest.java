package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.server.ledger.LedgerCheck;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The previous release's server on this one's schema, as it is in the middle of an upgrade and after one that was
/// taken back. `./tap2 upgrade-test [REVISION]` builds that release and runs this with `-Dprevious=CLASSPATH`.
@Tag("slow")
final class UpgradeTest {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    @TempDir
    Path folder;

    private final TestServer first = TestServer.get();
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @Test
    void thePreviousReleaseWorksOnThisSchemaBesideThisOne() throws Exception {
        String previous = System.getProperty("previous", "");
        assumeTrue(!previous.isBlank(), "run by ./tap2 upgrade-test, which builds the previous release first");
        var seller = first.creator();
        first.app()
                .db()
                .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE slug = :slug")
                        .set("slug", seller.slug())
                        .update());
        var answered = new AtomicInteger();
        List<String> failures = new ArrayList<>();
        try (var old = node("old", previous);
                var now = node("now", classPath())) {
            for (int i = 0; i < 10; i++) {
                for (ServerNode node : List.of(old, now)) {
                    everyDay(node, seller, i, failures);
                    answered.incrementAndGet();
                }
            }
            assertThat(failures).isEmpty();
            // What one release wrote the other reads, and both count the same.
            for (String path : List.of(
                    Routes.DISCOUNTS, Routes.PRODUCTS, Routes.BALANCE, Routes.ANALYTICS_OVERVIEW, Routes.SALES)) {
                assertThat(common(get(old, path, seller), get(now, path, seller)))
                        .as(path)
                        .isEmpty();
            }
            withoutErrors(old);
        }
        // Taken back: the previous release starts alone on a schema newer than it knows.
        try (var old = node("back", previous)) {
            everyDay(old, seller, 100, failures);
            assertThat(failures).isEmpty();
        }
        assertThat(new LedgerCheck(first.app().db()).run().differences()).isEmpty();
        System.out.printf("upgrade: %d rounds by two releases on one schema%n", answered.get());
    }

    private static String classPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }

    private ServerNode node(String name, String classPath) throws Exception {
        return ServerNode.start(ServerNode.settings(first.app(), folder, name, Map.of()), folder, name, classPath);
    }

    /// Signing up and in, authoring, a page, a sale whose webhook comes to this server.
    private void everyDay(ServerNode node, TestServer.Account seller, int round, List<String> failures)
            throws Exception {
        String fan = "fan-" + UUID.randomUUID().toString().substring(0, 12);
        expect(
                failures,
                node,
                201,
                "POST",
                Routes.REGISTER,
                null,
                Map.of(
                        "email",
                        fan + "@upgrade.test",
                        "password",
                        TestServer.PASSWORD,
                        "role",
                        "fan",
                        "displayName",
                        "Fan",
                        "locale",
                        "en"));
        expect(
                failures,
                node,
                200,
                "POST",
                Routes.LOGIN,
                null,
                Map.of("email", fan + "@upgrade.test", "password", TestServer.PASSWORD));
        String code = "u" + UUID.randomUUID().toString().substring(0, 8);
        expect(
                failures,
                node,
                201,
                "POST",
                Routes.DISCOUNTS,
                seller.accessToken(),
                Map.of("id", UUID.randomUUID(), "code", code, "percentOff", 10, "active", true));
        for (String path : List.of("/", "/@" + seller.slug(), "/health/ready")) {
            expect(failures, node, 200, "GET", path, null, null);
        }
        sale(node, seller, 1_000 + round, failures);
    }

    /// A guest's tip, paid at the stand-in, whose webhook is delivered to `node`.
    private void sale(ServerNode node, TestServer.Account seller, int cents, List<String> failures) throws Exception {
        var stripe = MoneyWorld.of(first.app());
        String endpoint =
                stripe.stripeObject("/v1/webhook_endpoints").at("/data/0/id").asText();
        stripe.stripe("/v1/webhook_endpoints/" + endpoint, Map.of("url", node.url() + Routes.WEBHOOK_STRIPE));
        var begun = send(
                node,
                "POST",
                Routes.TIPS,
                null,
                Map.of(
                        "creatorSlug",
                        seller.slug(),
                        "amount",
                        cents,
                        "anonymous",
                        false,
                        "guestEmail",
                        "guest@upgrade.test",
                        "guestName",
                        "Guest"));
        if (begun.statusCode() / 100 != 2) {
            failures.add("tip: " + begun.statusCode() + " " + begun.body());
            return;
        }
        JsonNode start = Json.tree(begun.body()).path("data");
        String secret = start.path("clientSecret").asText();
        stripe.pay(Json.read(start.toString(), PaymentStart.class), "4242424242424242");
        String payment = start.path("paymentId").asText();
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!"succeeded".equals(status(payment))) {
            assertThat(System.nanoTime()).as("the sale is booked").isLessThan(end);
            Thread.sleep(50);
        }
    }

    private String status(String payment) {
        return first.app()
                .db()
                .read(tx -> tx.sql("SELECT status FROM payments WHERE id = :id")
                        .set("id", UUID.fromString(payment))
                        .one(r -> r.text("status")));
    }

    /// Fields that both tell and tell differently. A field that only one knows is what a new release is for.
    private static List<String> common(JsonNode a, JsonNode b) {
        List<String> out = new ArrayList<>();
        differ("", a, b, out);
        return out;
    }

    private static void differ(String at, JsonNode a, JsonNode b, List<String> out) {
        if (a.isObject() && b.isObject()) {
            a.fieldNames().forEachRemaining(f -> {
                // When it was asked.
                if (b.has(f) && !f.equals("asOf")) {
                    differ(at + "/" + f, a.path(f), b.path(f), out);
                }
            });
        } else if (a.isArray() && b.isArray() && a.size() == b.size()) {
            for (int i = 0; i < a.size(); i++) {
                differ(at + "/" + i, a.path(i), b.path(i), out);
            }
        } else if (!a.equals(b)) {
            out.add(at + ": " + a + " and " + b);
        }
    }

    private JsonNode get(ServerNode node, String path, TestServer.Account seller) throws Exception {
        var answer = send(node, "GET", path, seller.accessToken(), null);
        assertThat(answer.statusCode()).as(path + ": " + answer.body()).isEqualTo(200);
        return Json.tree(answer.body()).path("data");
    }

    private void expect(
            List<String> failures, ServerNode node, int status, String method, String path, String token, Object body)
            throws Exception {
        var answer = send(node, method, path, token, body);
        if (answer.statusCode() != status) {
            failures.add(node.url() + " " + method + " " + path + ": " + answer.statusCode() + " " + answer.body());
        }
    }

    private HttpResponse<String> send(ServerNode node, String method, String path, String token, Object body)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(URI.create(node.url() + path)).timeout(Duration.ofSeconds(10));
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (body == null) {
            request.GET();
        } else {
            request.header("Content-Type", "application/json")
                    .header("Idempotency-Key", UUID.randomUUID().toString())
                    .method(method, HttpRequest.BodyPublishers.ofString(Json.write(body)));
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString(StandardCharsets.UTF_8));
    }

    private static void withoutErrors(ServerNode node) throws IOException {
        assertThat(Files.readString(node.log()))
                .as("no statement failed on the newer schema")
                .doesNotContain("\"level\":\"ERROR\"")
                .doesNotContain("PSQLException");
    }
}
