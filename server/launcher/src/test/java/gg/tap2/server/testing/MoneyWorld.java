package gg.tap2.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.billing.PaymentStart;
import gg.tap2.model.common.Currency;
import gg.tap2.server.accounts.Passwords;
import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.ServerApp;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.BalanceRow;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.LedgerCheck;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;

/// The whole platform with its providers' stand-ins, started once per test process, and what tests of money do
/// with it.
public final class MoneyWorld {
    private static MoneyWorld shared;

    public final ServerApp app;
    private final HttpClient http =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    private long told;

    private MoneyWorld(ServerApp app) {
        this.app = app;
    }

    public static synchronized MoneyWorld get() {
        if (shared == null) {
            try {
                shared = own(Files.createTempDirectory("tap2-money"));
                shared.app.closeAtExit(() -> {});
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        }
        return shared;
    }

    /// A platform of its own, for a test that moves the clock by months: everything that others left there would
    /// renew as often. The caller closes `app`.
    public static MoneyWorld own(Path folder) {
        return own(folder, Map.of());
    }

    /// The same with other settings.
    public static MoneyWorld own(Path folder, Map<Key, String> settings) {
        var all = new EnumMap<Key, String>(Map.of(
                Key.HTTP_PORT,
                "0",
                Key.DATA_DIR,
                folder.toString(),
                Key.RATELIMIT_FACTOR,
                "1000",
                Key.SANDBOX_FIXED_PORTS,
                "false"));
        all.putAll(settings);
        return new MoneyWorld(Launcher.start(ServerConfig.load(null, Map.of(), all), new Passwords.Cost(1024, 1)));
    }

    /// The same on a platform that runs already, with its stand-ins.
    public static MoneyWorld of(ServerApp app) {
        return new MoneyWorld(app);
    }

    public Instant now() {
        return app.clock().instant();
    }

    public UUID creator() {
        return People.creator(app.db(), "USD", now());
    }

    /// A fan with an account; the user has the same id.
    public UUID fan() {
        UUID id = UUID.randomUUID();
        app.db().transact(tx -> {
            tx.sql(
                            "INSERT INTO users (id, email, role, email_verified, display_name, created_at, updated_at) VALUES (:id, :mail, 'fan', TRUE, 'Fan', :now, :now)")
                    .set("id", id)
                    .set("mail", id + "@fans.test")
                    .set("now", now())
                    .update();
            tx.sql("INSERT INTO fans (id, user_id, created_at) VALUES (:id, :id, :now)")
                    .set("id", id)
                    .set("now", now())
                    .update();
        });
        return id;
    }

    public UUID product(UUID creator, long price, boolean payWhatYouWant) {
        UUID id = UUID.randomUUID();
        app.db()
                .transact(tx -> tx.sql("""
                INSERT INTO products (id, creator_id, title, type, price_cents, currency, pay_what_you_want, status, created_at, updated_at, published_at)
                VALUES (:id, :creator, 'A product', 'unlockable', :price, 'USD', :pwyw, 'published', :now, :now, :now)""")
                        .set("id", id)
                        .set("creator", creator)
                        .set("price", price)
                        .set("pwyw", payWhatYouWant)
                        .set("now", now())
                        .update());
        return id;
    }

    public UUID tier(UUID creator, long price) {
        UUID id = UUID.randomUUID();
        app.db()
                .transact(tx -> tx.sql(
                                "INSERT INTO tiers (id, creator_id, name, price_cents, currency, created_at, updated_at) VALUES (:id, :creator, 'Tier', :price, 'USD', :now, :now)")
                        .set("id", id)
                        .set("creator", creator)
                        .set("price", price)
                        .set("now", now())
                        .update());
        return id;
    }

    /// Money that is available at once, without a sale.
    public void fund(UUID creator, long amount) {
        fund(creator, amount, Currency.USD);
    }

    public void fund(UUID creator, long amount, Currency currency) {
        app.db().transact(tx -> {
            app.ledger().open(tx, creator, currency, now());
            app.ledger()
                    .post(
                            tx,
                            new Journal(
                                    creator,
                                    currency,
                                    "test_funds",
                                    UUID.randomUUID().toString(),
                                    now(),
                                    "test",
                                    null,
                                    List.of(
                                            Line.of("x", AccountKind.STRIPE_CLEARING, amount),
                                            Line.of("x", AccountKind.AVAILABLE, -amount)),
                                    0,
                                    null));
        });
    }

    public record Answer(int status, JsonNode body, String text) {}

    public Answer post(String url, String type, String body, Map<String, String> headers) {
        var request = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return send(request.build());
    }

    public Answer get(String url) {
        return send(HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(30))
                .build());
    }

    private Answer send(HttpRequest request) {
        try {
            var answer = http.send(request, HttpResponse.BodyHandlers.ofString());
            String text = answer.body();
            return new Answer(answer.statusCode(), text.startsWith("{") ? Json.tree(text) : Json.tree("{}"), text);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String form(Map<String, String> fields) {
        return fields.entrySet().stream()
                .map(e -> URLEncoder.encode(e.getKey(), StandardCharsets.UTF_8) + "="
                        + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    public JsonNode stripe(String path, Map<String, String> fields) {
        return post(
                        Launcher.sandbox(app).orElseThrow().stripe().baseUri() + path,
                        "application/x-www-form-urlencoded",
                        form(fields),
                        Map.of())
                .body();
    }

    /// An object as Stripe's API shows it.
    public JsonNode stripeObject(String path) {
        var sandbox = Launcher.sandbox(app).orElseThrow();
        return send(HttpRequest.newBuilder(URI.create(sandbox.stripe().baseUri() + path))
                        .header("Authorization", "Bearer " + sandbox.keys().stripeSecretKey())
                        .build())
                .body();
    }

    /// What somebody does at Stripe with the platform's own key, such as in its dashboard.
    public JsonNode stripeByKey(String method, String path, Map<String, String> fields) {
        var sandbox = Launcher.sandbox(app).orElseThrow();
        return send(HttpRequest.newBuilder(URI.create(sandbox.stripe().baseUri() + path))
                        .header("Authorization", "Bearer " + sandbox.keys().stripeSecretKey())
                        .header("Content-Type", "application/x-www-form-urlencoded")
                        .method(method, HttpRequest.BodyPublishers.ofString(form(fields)))
                        .build())
                .body();
    }

    public JsonNode flowPay(String path, Map<String, String> fields) {
        return post(
                        Launcher.sandbox(app).orElseThrow().flowPay().baseUri() + path,
                        "application/x-www-form-urlencoded",
                        form(fields),
                        Map.of())
                .body();
    }

    public Answer submitCheckout(String url, String card) {
        return post(
                url,
                "application/x-www-form-urlencoded",
                form(Map.of("email", "fan@fans.test", "number", card, "expiry", "12/34", "cvc", "123", "name", "Fan")),
                Map.of());
    }

    /// Confirms the intent as the Payment Element does.
    public JsonNode pay(PaymentStart start, String card) {
        String secret = start.clientSecret();
        String intent = secret.replaceFirst("_secret_.*$", "");
        return post(
                        Launcher.sandbox(app).orElseThrow().stripe().baseUri() + "/v1/payment_intents/" + intent
                                + "/confirm",
                        "application/x-www-form-urlencoded",
                        form(Map.of(
                                "client_secret",
                                secret,
                                "payment_method_data[type]",
                                "card",
                                "payment_method_data[card][number]",
                                card,
                                "payment_method_data[card][exp_month]",
                                "12",
                                "payment_method_data[card][exp_year]",
                                "2034",
                                "payment_method_data[card][cvc]",
                                "123",
                                "return_url",
                                "http://127.0.0.1/done")),
                        Map.of("Authorization", "Bearer " + start.publishableKey()))
                .body();
    }

    public String status(UUID payment) {
        return app.billing().payments().find(payment).orElseThrow().status().toString();
    }

    public String charge(UUID payment) {
        return app.billing().payments().find(payment).orElseThrow().stripeChargeId();
    }

    public BalanceRow balance(UUID creator) {
        return app.db().read(tx -> app.ledger().findBalance(tx, creator, now())).orElseThrow();
    }

    public long count(String sql, UUID id) {
        return app.db().read(tx -> tx.sql(sql).set("id", id).one(r -> r.number("n")));
    }

    public void until(String what, BooleanSupplier ok) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!ok.getAsBoolean()) {
            if (System.nanoTime() > end) {
                throw new AssertionError("waited in vain for: " + what);
            }
            try {
                Thread.sleep(40);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new AssertionError("interrupted", e);
            }
        }
    }

    /// What the ledger's check finds, and whether two of our transactions waited for each other for ever.
    public List<String> differences() {
        var found = new ArrayList<>(new LedgerCheck(app.db()).run().differences());
        long deadlocks = app.db().deadlocks();
        if (deadlocks > told) {
            found.add(deadlocks - told + " deadlocks, see the log");
            told = deadlocks;
        }
        return found;
    }
}
