package gg.tap2.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.model.billing.CreateRefund;
import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.CreateTip;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.model.common.AmountLimits;
import gg.tap2.model.common.Currency;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// A creator's own currency, from the registration to the money on the bank account.
final class CreatorCurrencyTest {
    private static final String CARD = "4242424242424242";

    @TempDir
    private static Path folder;

    private static MoneyWorld world;
    private static TestServer server;

    @BeforeAll
    static void start() {
        world = MoneyWorld.own(folder);
        server = TestServer.of(world.app);
    }

    @AfterAll
    static void stop() {
        world.app.close();
    }

    @AfterEach
    void theLedgerIsWhole() {
        assertThat(world.differences()).isEmpty();
    }

    private record Person(UUID id, String slug, String token) {
        JsonNode get(String path) {
            var answer = server.send("GET", path, null, token);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            return answer.data();
        }

        /// Signed in anew: the clock went past the token.
        Person again() {
            var tokens = server.send(
                            "POST",
                            Routes.LOGIN,
                            Map.of("email", slug + "@people.test", "password", TestServer.PASSWORD),
                            null)
                    .data()
                    .path("tokens");
            return new Person(id, slug, tokens.path("accessToken").asText());
        }

        TestServer.Reply send(String method, String path, Object body) {
            return server.send(method, path, body, token);
        }

        JsonNode made(String path, Object body) {
            var answer = send("POST", path, body);
            assertThat(answer.status()).as(answer.body()).isBetween(200, 201);
            return answer.data();
        }
    }

    private static Person register(Map<String, String> said) {
        String slug = "c-" + UUID.randomUUID().toString().substring(0, 12);
        String email = slug + "@people.test";
        var body = new HashMap<String, Object>(Map.of(
                "email",
                email,
                "password",
                TestServer.PASSWORD,
                "role",
                "creator",
                "displayName",
                "Aiko",
                "slug",
                slug));
        body.putAll(said);
        var answer = server.send("POST", Routes.REGISTER, body, null);
        assertThat(answer.status()).as(answer.body()).isEqualTo(201);
        UUID id = world.app.db().inTransaction(tx -> {
            tx.sql("UPDATE users SET email_verified = TRUE WHERE email = :email")
                    .set("email", email)
                    .update();
            tx.sql("UPDATE creators SET published = TRUE WHERE slug = :slug")
                    .set("slug", slug)
                    .update();
            return tx.sql("SELECT id FROM creators WHERE slug = :slug")
                    .set("slug", slug)
                    .one(r -> r.uuid("id"));
        });
        return new Person(id, slug, "").again();
    }

    private static UUID product(Person creator, long price) {
        var made = creator.made(
                Routes.PRODUCTS,
                Map.of(
                        "type",
                        "unlockable",
                        "title",
                        "A thing",
                        "price",
                        price,
                        "payWhatYouWant",
                        false,
                        "hiddenContent",
                        "The secret"));
        UUID id = UUID.fromString(made.path("id").asText());
        creator.made(Routes.PRODUCTS + "/" + id + "/publish", Map.of());
        return id;
    }

    private PaymentStart paid(PaymentStart start) {
        world.pay(start, CARD);
        world.until("payment", () -> world.status(start.paymentId()).equals("succeeded"));
        return start;
    }

    @ParameterizedTest
    @CsvSource({
        "DE, EUR, '', DE, EUR",
        "'', '', '', US, USD",
        "JP, '', '', JP, JPY",
        "IN, '', '', IN, USD",
        "DE, CHF, '', DE, CHF"
    })
    void isChosenAtRegistration(String country, String currency, String ignored, String lives, String sells) {
        var said = new HashMap<String, String>();
        if (!country.isEmpty()) {
            said.put("country", country);
        }
        if (!currency.isEmpty()) {
            said.put("currency", currency);
        }
        var profile = register(said).get(Routes.PROFILE);
        assertThat(profile.path("currency").asText()).isEqualTo(sells);
        assertThat(profile.path("country").asText()).isEqualTo(lives);
        assertThat(profile.path("tipPresets").get(0).asLong())
                .isEqualTo(AmountLimits.of(Currency.valueOf(sells)).tipPresets().getFirst());
    }

    @Test
    void aCurrencyThatNobodyTakesIsRefused() {
        var body = Map.of(
                "email",
                "x@people.test",
                "password",
                TestServer.PASSWORD,
                "role",
                "creator",
                "displayName",
                "X",
                "currency",
                "XAU");
        assertThat(server.send("POST", Routes.REGISTER, body, null).status()).isEqualTo(422);
    }

    /// From nothing to a payout: a tip, a product with a refund, a membership, a month's statement, the bank account.
    @ParameterizedTest
    @CsvSource({
        "EUR, DE, 1500, '{\"iban\":\"DE89370400440532013000\"}'",
        "JPY, JP, 1500, '{\"accountNumber\":\"1234567\",\"routingNumber\":\"0001001\"}'",
        "SEK, SE, 15000, '{\"iban\":\"SE4550000000058398257466\"}'"
    })
    void everythingIsInIt(Currency currency, String country, long price, String bank) {
        var registered = register(Map.of("country", country));
        var creator = registered;
        UUID fan = world.fan();
        UUID product = product(creator, price);
        var tip = paid(world.app
                .billing()
                .payments()
                .tip(fan, fan, new CreateTip(null, price, null, null, false, creator.slug(), null, null)));
        var bought = paid(world.app
                .billing()
                .payments()
                .purchase(fan, fan, new CreatePurchase(null, product, null, null, null, null, null, false)));
        assertThat(List.of(tip.currency(), bought.currency())).containsOnly(currency);
        var tier = creator.made(
                Routes.TIERS,
                Map.of("name", "Club", "price", price, "trialDays", 0, "sortOrder", 0, "published", true));
        assertThat(tier.path("currency").asText()).isEqualTo(currency.name());
        var member = world.app
                .billing()
                .subscriptions()
                .start(
                        fan,
                        new CreateSubscription(
                                null, UUID.fromString(tier.path("id").asText()), null));
        world.submitCheckout(member.checkoutUrl(), CARD);
        world.until(
                "membership",
                () -> world.count(
                                "SELECT count(*) AS n FROM payments WHERE creator_id = :id AND status = 'succeeded'",
                                registered.id())
                        == 3);
        world.app
                .billing()
                .refunds()
                .refund(registered.id(), new CreateRefund(null, bought.paymentId(), null, null), "test");
        world.until(
                "refund",
                () -> world.count(
                                "SELECT count(*) AS n FROM refunds WHERE creator_id = :id AND status = 'succeeded'",
                                registered.id())
                        == 1);

        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(9));
        creator = registered.again();
        var balance = creator.get(Routes.BALANCE);
        assertThat(balance.path("currency").asText()).isEqualTo(currency.name());
        long available = balance.path("available").asLong();
        assertThat(available).isGreaterThan(price);

        var usd = new HashMap<String, Object>(Map.of(
                "countryCode",
                "US",
                "currency",
                "USD",
                "accountHolderName",
                "Aiko Test",
                "accountNumber",
                "000123456789",
                "routingNumber",
                "110000000"));
        var refused = creator.send("POST", Routes.BANK_ACCOUNTS, usd);
        assertThat(refused.status()).as(refused.body()).isEqualTo(422);
        assertThat(refused.body()).contains("USD").contains(currency.name()).contains("currency");

        var own = new HashMap<String, Object>(
                Map.of("countryCode", country, "currency", currency.name(), "accountHolderName", "Aiko Test"));
        gg.tap2.server.platform.json.Json.tree(bank)
                .properties()
                .forEach(e -> own.put(e.getKey(), e.getValue().asText()));
        creator.made(Routes.BANK_ACCOUNTS, own);
        world.app.db().transact(tx -> {
            tx.sql(
                            "UPDATE bank_accounts SET verification_status = 'verified', usable_from = :now WHERE creator_id = :id")
                    .set("now", world.now().minusSeconds(1))
                    .set("id", registered.id())
                    .update();
        });
        Launcher.sandbox(world.app).orElseThrow().clock().advance(Duration.ofDays(3));
        creator = registered.again();
        var payout = world.app
                .payouts()
                .payouts()
                .request(
                        registered.id(),
                        new gg.tap2.model.payouts.RequestPayout(
                                null,
                                world.balance(registered.id()).available(),
                                null,
                                world.balance(registered.id()).version(),
                                null),
                        "instant");
        assertThat(payout.currency()).isEqualTo(currency);
        var flowPay = Launcher.sandbox(world.app).orElseThrow().flowPay();
        world.until(
                "transfer",
                () -> world.get(flowPay.baseUri() + "/sandbox/api/transfers")
                        .text()
                        .contains("\"currency\":\"" + currency + "\""));

        String month =
                world.now().atOffset(ZoneOffset.UTC).toLocalDate().toString().substring(0, 7);
        var statement = creator.send("GET", Routes.STATEMENTS, null);
        assertThat(statement.body()).contains("\"" + currency + "\"").doesNotContain("USD");
        var lines = creator.send("GET", Routes.STATEMENT_CSV.replace("{month}", month), null);
        assertThat(lines.body()).contains(currency.name()).doesNotContain("USD");
    }

    @ParameterizedTest
    @EnumSource
    void theSmallestAmountsAreThoseOfTheProcessor(Currency currency) {
        var creator = register(Map.of("currency", currency.name()));
        var limits = AmountLimits.of(currency);
        var less = creator.send(
                "POST",
                Routes.PRODUCTS,
                Map.of(
                        "type",
                        "unlockable",
                        "title",
                        "",
                        "price",
                        limits.smallestPrice() - 1,
                        "payWhatYouWant",
                        false));
        assertThat(less.status()).isEqualTo(422);
        // Told together with what else is wrong.
        assertThat(less.body()).contains("\"price\"").contains("\"title\"");
        UUID fan = world.fan();
        UUID product = product(creator, limits.smallestPrice());
        var start = world.app
                .billing()
                .payments()
                .purchase(fan, fan, new CreatePurchase(null, product, null, null, null, null, null, false));
        // The stand-in takes it, as the processor would.
        assertThat(start.clientSecret()).isNotNull();
    }

    @Test
    void changesUntilTheFirstSaleAndKeepsTheNumbers() {
        var creator = register(Map.of());
        UUID product = product(creator, 60);
        var tier = creator.made(
                Routes.TIERS, Map.of("name", "Club", "price", 500, "trialDays", 0, "sortOrder", 0, "published", true));
        var shown = creator.get(Routes.CURRENCY + "?to=SEK");
        assertThat(shown.path("obstacle").isMissingNode()
                        || shown.path("obstacle").isNull())
                .isTrue();
        assertThat(shown.path("prices").toString())
                .contains("\"before\":60,\"after\":300")
                .contains("\"before\":500,\"after\":1000");

        var answer = creator.send("PUT", Routes.CURRENCY, Map.of("currency", "SEK"));
        assertThat(answer.status()).as(answer.body()).isEqualTo(200);
        assertThat(answer.data().path("currency").asText()).isEqualTo("SEK");
        assertThat(answer.data().path("tipPresets").toString()).isEqualTo("[3000,5000,10000]");
        assertThat(creator.send("PUT", Routes.CURRENCY, Map.of("currency", "SEK"))
                        .data()
                        .path("version"))
                .isEqualTo(answer.data().path("version"));
        var held = creator.get(Routes.PRODUCTS + "/" + product);
        assertThat(held.path("currency").asText() + held.path("price").asLong()).isEqualTo("SEK300");
        assertThat(creator.get(Routes.TIERS).toString())
                .contains("\"price\":1000")
                .contains("SEK");

        UUID fan = world.fan();
        paid(world.app
                .billing()
                .payments()
                .tip(fan, fan, new CreateTip(null, 5_000, null, null, false, creator.slug(), null, null)));
        assertThat(creator.get(Routes.CURRENCY + "?to=EUR").path("obstacle").asText())
                .isEqualTo("currency_fixed");
        var late = creator.send("PUT", Routes.CURRENCY, Map.of("currency", "EUR"));
        assertThat(late.status()).isEqualTo(409);
        assertThat(late.code()).isEqualTo("currency_fixed");
        assertThat(creator.get(Routes.PROFILE).path("currency").asText()).isEqualTo("SEK");
        assertThat(tier.path("currency").asText()).isEqualTo("USD");
    }

    @Test
    void aBankAccountInAnotherCurrencyGoesFirst() {
        var creator = register(Map.of());
        var account = creator.made(
                Routes.BANK_ACCOUNTS,
                Map.of(
                        "countryCode",
                        "US",
                        "currency",
                        "USD",
                        "accountHolderName",
                        "Aiko Test",
                        "accountNumber",
                        "000987654321",
                        "routingNumber",
                        "110000000"));
        var refused = creator.send("PUT", Routes.CURRENCY, Map.of("currency", "EUR"));
        assertThat(refused.code()).isEqualTo("currency_of_bank");
        assertThat(creator.send(
                                "DELETE",
                                Routes.BANK_ACCOUNTS + "/" + account.path("id").asText(),
                                null)
                        .status())
                .isEqualTo(204);
        assertThat(creator.send("PUT", Routes.CURRENCY, Map.of("currency", "EUR"))
                        .status())
                .isEqualTo(200);
    }

    /// A change of currency beside a first tip: whoever is second sees what the first did.
    @Test
    void aChangeBesideAFirstSaleEndsInOneCurrency() throws Exception {
        for (int round = 0; round < 12; round++) {
            var creator = register(Map.of());
            UUID fan = world.fan();
            var both = new CyclicBarrier(2);
            try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
                var change = threads.submit(() -> {
                    both.await();
                    return creator.send("PUT", Routes.CURRENCY, Map.of("currency", "EUR"))
                            .status();
                });
                var tip = threads.submit(() -> {
                    both.await();
                    try {
                        return world.app
                                .billing()
                                .payments()
                                .tip(fan, fan, new CreateTip(null, 500, null, null, false, creator.slug(), null, null));
                    } catch (ApiException e) {
                        assertThat(e.code()).isEqualTo("currency_changed");
                        return null;
                    }
                });
                int changed = change.get();
                PaymentStart start = tip.get();
                Currency now = Currency.valueOf(
                        creator.get(Routes.PROFILE).path("currency").asText());
                assertThat(changed).isIn(200, 409);
                assertThat(now).isEqualTo(changed == 200 ? Currency.EUR : Currency.USD);
                if (start != null) {
                    assertThat(start.currency()).isEqualTo(now);
                    paid(start);
                    assertThat(world.balance(creator.id()).currency()).isEqualTo(now);
                }
            }
        }
    }
}
