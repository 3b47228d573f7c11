package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.http.Route;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Every route that creates something answers the same request six times at once, and once later, with the first
/// answer: by the id in its body, by an `Idempotency-Key`, and by the id alone where each try has a key of its own.
class RepeatedCreatesTest {
    private static final TestServer SERVER = TestServer.get();
    private static final MoneyWorld WORLD = MoneyWorld.of(SERVER.app());
    private static final TestServer.Account CREATOR = SERVER.creator();
    private static final TestServer.Account FAN = SERVER.fan();
    private static final TestServer.Account ADMIN = SERVER.admin();
    private static final HttpClient HTTP =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    /// How a route is called: by whom, and with which body, without its id.
    private record Call(String path, String token, Supplier<Map<String, Object>> body, boolean hasId) {
        @Override
        public String toString() {
            return path;
        }
    }

    private static UUID creatorId() {
        return SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT id FROM creators WHERE slug = :slug")
                        .set("slug", CREATOR.slug())
                        .one(r -> r.uuid("id")));
    }

    static Stream<Call> calls() {
        SERVER.provenForLong(CREATOR);
        UUID creator = creatorId();
        SERVER.app().db().transact(tx -> {
            tx.sql("UPDATE creators SET published = TRUE WHERE id = :id")
                    .set("id", creator)
                    .update();
            SERVER.app().ledger().open(tx, creator, Currency.USD, WORLD.now());
        });
        WORLD.fund(creator, 5_000_000);
        return Stream.of(
                new Call(
                        Routes.PRODUCTS,
                        CREATOR.accessToken(),
                        () -> new HashMap<>(Map.of(
                                "type",
                                "unlockable",
                                "title",
                                "T",
                                "price",
                                500,
                                "payWhatYouWant",
                                false,
                                "hiddenContent",
                                "x")),
                        true),
                new Call(
                        Routes.TIERS,
                        CREATOR.accessToken(),
                        () -> new HashMap<>(Map.of(
                                "name", "Supporter", "price", 500, "trialDays", 0, "sortOrder", 0, "published", true)),
                        true),
                new Call(
                        Routes.DISCOUNTS,
                        CREATOR.accessToken(),
                        () -> new HashMap<>(Map.of(
                                "code",
                                "C" + UUID.randomUUID().toString().substring(0, 8),
                                "percentOff",
                                10,
                                "active",
                                true)),
                        true),
                new Call(
                        Routes.UPLOADS,
                        CREATOR.accessToken(),
                        () -> new HashMap<>(Map.of(
                                "fileName",
                                "a.zip",
                                "size",
                                1000,
                                "contentType",
                                "application/zip",
                                "purpose",
                                "product_file")),
                        true),
                new Call(
                        Routes.TIPS,
                        FAN.accessToken(),
                        () -> new HashMap<>(Map.of("amount", 500, "creatorSlug", CREATOR.slug(), "anonymous", false)),
                        true),
                new Call(
                        Routes.PURCHASES,
                        FAN.accessToken(),
                        () -> new HashMap<>(
                                Map.of("productId", WORLD.product(creator, 700, false), "savePaymentMethod", false)),
                        true),
                new Call(
                        Routes.FAN_SUBSCRIPTIONS,
                        FAN.accessToken(),
                        () -> new HashMap<>(Map.of("tierId", WORLD.tier(creator, 900))),
                        true),
                new Call(
                        Routes.REFUNDS,
                        CREATOR.accessToken(),
                        () -> new HashMap<>(Map.of("paymentId", sale(creator), "amount", 300, "reason", "asked for")),
                        true),
                new Call(
                        Routes.WITHDRAW,
                        CREATOR.accessToken(),
                        () -> new HashMap<>(Map.of("amount", 1000, "balanceVersion", version())),
                        true),
                new Call(
                        Routes.PAYOUTS,
                        CREATOR.accessToken(),
                        () -> new HashMap<>(Map.of("amount", 1000, "balanceVersion", version())),
                        true),
                new Call(
                        Routes.BANK_ACCOUNTS,
                        CREATOR.accessToken(),
                        () -> new HashMap<>(Map.of(
                                "countryCode",
                                "US",
                                "currency",
                                "USD",
                                "accountHolderName",
                                "Mara Lind",
                                "accountNumber",
                                "000123456789",
                                "routingNumber",
                                "110000000")),
                        true),
                new Call(
                        Routes.PLAID_LINK,
                        CREATOR.accessToken(),
                        () -> new HashMap<>(Map.of("accountHolderName", "Mara Lind", "countryCode", "US")),
                        false),
                new Call(
                        Routes.ADMIN_MONEY,
                        ADMIN.accessToken(),
                        () -> new HashMap<>(Map.of(
                                "kind",
                                "adjustment",
                                "creatorId",
                                creator,
                                "amount",
                                77,
                                "reason",
                                "Goodwill after the outage",
                                "balanceVersion",
                                version())),
                        true),
                new Call(
                        Routes.ADMIN_TAKEDOWNS,
                        ADMIN.accessToken(),
                        () -> new HashMap<>(Map.of(
                                "productId",
                                WORLD.product(creator, 700, false),
                                "closeAccess",
                                false,
                                "reason",
                                "Somebody else's work")),
                        true));
    }

    private static long version() {
        return WORLD.balance(creatorId()).version();
    }

    private static UUID sale(UUID creator) {
        var fan = WORLD.fan();
        var start = SERVER.app()
                .billing()
                .payments()
                .purchase(
                        fan,
                        fan,
                        new gg.tap2.model.billing.CreatePurchase(
                                null, WORLD.product(creator, 900, false), null, null, null, null, null, false));
        WORLD.pay(start, "4242424242424242");
        WORLD.until("the sale", () -> WORLD.status(start.paymentId()).equals("succeeded"));
        SERVER.app().jobs().runNow("fee-true-up");
        return start.paymentId();
    }

    private record Reply(int status, String body) {
        String id() {
            var data = Json.tree(body).path("data");
            for (String name : List.of("id", "paymentId", "subscriptionId", "linkId")) {
                if (data.has(name)) {
                    return data.path(name).asText();
                }
            }
            return "";
        }
    }

    private static Reply post(String path, String token, String body, String key) {
        var request = HttpRequest.newBuilder(URI.create(SERVER.baseUrl() + path))
                .header("Authorization", "Bearer " + token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
        if (key != null) {
            request.header("Idempotency-Key", key);
        }
        try {
            var answer = HTTP.send(request.build(), HttpResponse.BodyHandlers.ofString());
            return new Reply(answer.statusCode(), answer.body());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static List<Reply> atOnce(Call call, String body, Supplier<String> key) throws Exception {
        var gate = new CountDownLatch(1);
        try (var pool = Executors.newFixedThreadPool(6)) {
            Callable<Reply> one = () -> {
                gate.await();
                return post(call.path(), call.token(), body, key.get());
            };
            var all = new ArrayList<java.util.concurrent.Future<Reply>>();
            for (int i = 0; i < 6; i++) {
                all.add(pool.submit(one));
            }
            gate.countDown();
            var out = new ArrayList<Reply>();
            for (var f : all) {
                out.add(f.get());
            }
            return out;
        }
    }

    @ParameterizedTest
    @MethodSource("calls")
    void theFirstAnswerIsTheAnswer(Call call) throws Exception {
        String key = UUID.randomUUID().toString();
        List<Supplier<String>> ways = call.hasId()
                ? List.of(() -> null, () -> key, () -> UUID.randomUUID().toString())
                : List.of(() -> key);
        for (Supplier<String> way : ways) {
            Map<String, Object> fields = call.body().get();
            UUID id = UUID.randomUUID();
            if (call.hasId()) {
                fields.put("id", id);
            }
            String body = Json.write(fields);
            List<Reply> replies = new ArrayList<>(atOnce(call, body, way));
            replies.add(post(call.path(), call.token(), body, way.get()));
            assertThat(replies)
                    .as(call + " " + replies)
                    .allSatisfy(r -> assertThat(r.status()).isBetween(200, 409))
                    .extracting(Reply::status)
                    .containsOnly(replies.getFirst().status());
            assertThat(replies)
                    .extracting(Reply::id)
                    .containsOnly(replies.getFirst().id());
            if (replies.getFirst().status() < 300 && call.hasId()) {
                assertThat(replies.getFirst().id()).isEqualTo(id.toString());
                Map<String, Object> other = call.body().get();
                other.put("id", id);
                other.replaceAll((name, value) -> value instanceof Integer n && n > 1 ? (Object) (n + 100) : value);
                if (!other.equals(fields)) {
                    assertThat(post(call.path(), call.token(), Json.write(other), null)
                                    .status())
                            .as("another body under the same id")
                            .isIn(409, 422);
                }
            }
        }
    }

    @Test
    void everyRouteThatCreatesIsTried() {
        assertThat(calls().map(Call::path).toList())
                .containsAll(SERVER.app().routing().routes().stream()
                        .filter(Route::idempotent)
                        .map(Route::path)
                        .toList());
    }
}
