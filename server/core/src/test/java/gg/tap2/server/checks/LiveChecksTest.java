package gg.tap2.server.checks;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.flowpay.FlowPayProvider;
import gg.tap2.server.flowpay.FlowPaySettings;
import gg.tap2.server.media.ClamdStandIn;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.DatabaseAddress;
import gg.tap2.server.s3.ObjectStorage;
import gg.tap2.server.s3.StorageSettings;
import gg.tap2.server.sandbox.Sandbox;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.sandbox.storage.EmbeddedStorage;
import gg.tap2.server.testing.TestDatabase;
import gg.tap2.server.wise.WiseProvider;
import gg.tap2.server.wise.WiseSettings;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/// Every provider as its stand-in: once when all is well, and once for each thing that it denies.
class LiveChecksTest {
    @TempDir
    static Path folder;

    private static Sandbox box;
    private static EmbeddedStorage storage;
    private static RedisServer redis;
    private static int redisPort;

    @BeforeAll
    static void start() throws Exception {
        box = Sandbox.start(SandboxSettings.forTests(folder, InstantSource.system()));
        storage = EmbeddedStorage.start(folder.resolve("s3"), 0, "key", "secret");
        try (var files = new ObjectStorage(files())) {
            files.ensureBucket();
        }
        try (var socket = new java.net.ServerSocket(0)) {
            redisPort = socket.getLocalPort();
        }
        redis = new RedisServer(redisPort);
        redis.start();
    }

    @AfterAll
    static void stop() throws Exception {
        redis.stop();
        storage.close();
        box.close();
    }

    @BeforeEach
    void obey() {
        box.mailbox().obey();
        box.flowPay().faults().clear();
        box.plaid().contract(List.of("US", "DE"), true);
        box.google().register("https://tap2-creators.org/auth/google/callback");
    }

    private static StorageSettings files() {
        return new StorageSettings(
                storage.endpoint(), storage.endpoint(), "us-east-1", "tap2", "key", new Secret("secret"));
    }

    private static Map<Key, String> settings() {
        var all = new EnumMap<Key, String>(Key.class);
        var keys = box.keys();
        var s3 = files();
        all.put(Key.PUBLIC_URL, "https://tap2-creators.org");
        all.put(Key.S3_ENDPOINT, s3.endpoint().toString());
        all.put(Key.S3_REGION, s3.region());
        all.put(Key.S3_BUCKET, s3.bucket());
        all.put(Key.S3_ACCESS_KEY, s3.accessKey());
        all.put(Key.S3_SECRET_KEY, s3.secretKey().value());
        all.put(
                Key.SMTP_URL,
                "smtp://" + keys.smtpUser() + ":" + keys.smtpPassword() + "@127.0.0.1:"
                        + box.mailbox().smtpPort());
        all.put(Key.MAIL_FROM, "Tap2 <hello@tap2-creators.org>");
        all.put(Key.MAIL_EVENTS_POSTMARK, "hook:password");
        all.put(Key.REDIS_URL, "redis://127.0.0.1:" + redisPort);
        all.put(Key.GOOGLE_ISSUER, box.google().baseUri().toString());
        all.put(Key.GOOGLE_CLIENT_ID, keys.googleClientId());
        all.put(Key.GOOGLE_CLIENT_SECRET, keys.googleClientSecret());
        all.put(Key.GOOGLE_DESKTOP_CLIENT_ID, keys.googleDesktopClientId());
        all.put(Key.GOOGLE_DESKTOP_CLIENT_SECRET, keys.googleDesktopClientSecret());
        all.put(Key.PLAID_BASE, box.plaid().baseUri().toString());
        all.put(Key.PLAID_CLIENT_ID, keys.plaidClientId());
        all.put(Key.PLAID_SECRET, keys.plaidSecret());
        all.put(Key.PLAID_COUNTRIES, "US,DE");
        all.put(Key.FLOWPAY_API_BASE, box.flowPay().baseUri().toString());
        all.put(Key.FLOWPAY_API_KEY, keys.flowPayKey());
        all.put(Key.FLOWPAY_WEBHOOK_SECRETS, keys.flowPayWebhookSecret());
        return all;
    }

    private static List<Finding> look(Map<Key, String> changed) {
        var all = settings();
        all.putAll(changed);
        return new LiveChecks(
                        new LiveChecks.Options("operator@tap2-creators.org", false),
                        c -> List.of(),
                        c -> Optional.of(
                                c.text(Key.PAYOUT_PROVIDER).equals("wise")
                                        ? new WiseProvider(new WiseSettings(
                                                URI.create(c.text(Key.WISE_API_BASE)),
                                                c.secret(Key.WISE_API_TOKEN),
                                                c.number(Key.WISE_PROFILE_ID),
                                                List.of()))
                                        : new FlowPayProvider(new FlowPaySettings(
                                                URI.create(c.text(Key.FLOWPAY_API_BASE)),
                                                c.secret(Key.FLOWPAY_API_KEY),
                                                List.of()))))
                .run(ServerConfig.load(null, Map.of(), all));
    }

    private static void fails(String area, String word, Map<Key, String> changed) {
        List<Finding> found = look(changed).stream()
                .filter(f -> f.area().equals(area) && f.level() == Finding.Level.FAILED)
                .toList();
        assertThat(found).as(area + " " + word).isNotEmpty();
        assertThat(found).anyMatch(f -> f.what().contains(word));
        assertThat(found).allMatch(f -> !f.remedy().isBlank());
    }

    @Test
    void whatIsInOrderIsFoundInOrder() {
        List<Finding> found = look(Map.of());
        assertThat(found).filteredOn(f -> f.level() == Finding.Level.FAILED).isEmpty();
        assertThat(found)
                .filteredOn(f -> f.level() == Finding.Level.OK)
                .extracting(Finding::area)
                .contains("storage", "mail", "push", "redis", "google", "plaid", "payouts");
        assertThat(found).extracting(Finding::area).contains("database", "stripe");
    }

    @Test
    void storageThatDenies() {
        fails("storage", "not there", Map.of(Key.S3_SECRET_KEY, "wrong"));
        fails("storage", "bucket", Map.of(Key.S3_BUCKET, "another"));
        fails("storage", "", Map.of(Key.S3_ENDPOINT, "http://127.0.0.1:1"));
    }

    @Test
    void aScannerThatDoesNotDoItsWork() throws Exception {
        try (var clamd = new ClamdStandIn(1 << 20)) {
            var fits = Map.of(Key.MALWARE_CLAMD, clamd.address(), Key.MALWARE_STREAM_MAX, String.valueOf(1 << 20));
            assertThat(look(fits)).anyMatch(f -> f.area().equals("malware") && f.level() == Finding.Level.OK);
            fails(
                    "malware",
                    "StreamMaxLength",
                    Map.of(Key.MALWARE_CLAMD, clamd.address(), Key.MALWARE_STREAM_MAX, String.valueOf(2 << 20)));
        }
        fails("malware", "", Map.of(Key.MALWARE_CLAMD, "tcp://127.0.0.1:1"));
    }

    @Test
    void mailThatIsRefused() {
        fails(
                "mail",
                "smtp.url",
                Map.of(
                        Key.SMTP_URL,
                        "smtp://mailbox:wrong@127.0.0.1:" + box.mailbox().smtpPort()));
        fails("mail", "smtp.fallback-url", Map.of(Key.SMTP_FALLBACK_URL, "smtp://127.0.0.1:1"));
        box.mailbox().answer("mail", "", "550 5.7.1 sender not verified", 1);
        fails("mail", "sender not verified", Map.of());
        box.mailbox().answer("rcpt", "", "550 5.1.1 no such user", 1);
        fails("mail", "no such user", Map.of());
        assertThat(look(Map.of(Key.MAIL_EVENTS_POSTMARK, "")))
                .anyMatch(f -> f.area().equals("mail") && f.level() == Finding.Level.WARNING);
    }

    @Test
    void redisThatIsAway() {
        fails("redis", "", Map.of(Key.REDIS_URL, "redis://127.0.0.1:1"));
    }

    @Test
    void googleClientsThatAreOthers() {
        fails("google", "google.client-id", Map.of(Key.GOOGLE_CLIENT_SECRET, "wrong"));
        fails("google", "google.desktop-client-id", Map.of(Key.GOOGLE_DESKTOP_CLIENT_ID, "nobody"));
        fails("google", "redirect address", Map.of(Key.PUBLIC_URL, "https://elsewhere.org"));
        // The two clients mixed up.
        fails(
                "google",
                "redirect address",
                Map.of(
                        Key.GOOGLE_DESKTOP_CLIENT_ID, box.keys().googleClientId(),
                        Key.GOOGLE_DESKTOP_CLIENT_SECRET, box.keys().googleClientSecret()));
        fails(
                "google",
                "discovery",
                Map.of(Key.GOOGLE_ISSUER, box.plaid().baseUri().toString()));
    }

    @Test
    void plaidThatIsNotWhatTheContractSays() {
        fails("plaid", "INVALID_API_KEYS", Map.of(Key.PLAID_SECRET, "wrong"));
        box.plaid().contract(List.of("US"), true);
        fails("plaid", "DE", Map.of());
        box.plaid().contract(List.of("US", "DE"), false);
        fails("plaid", "HOSTED_LINK", Map.of());
    }

    @Test
    void flowPayThatRefusesUs() {
        fails("payouts", "unauthorized", Map.of(Key.FLOWPAY_API_KEY, "wrong"));
        fails("payouts", "", Map.of(Key.FLOWPAY_API_BASE, "http://127.0.0.1:1"));
    }

    @Test
    void wiseThatRefusesUsAndAnEmptyBalanceThere() {
        var wise = box.wise(0);
        var all = Map.of(
                Key.PAYOUT_PROVIDER, "wise",
                Key.WISE_API_BASE, wise.baseUri().toString(),
                Key.WISE_API_TOKEN, wise.token(),
                Key.WISE_PROFILE_ID, Long.toString(wise.profile()));
        assertThat(look(all))
                .anyMatch(f -> f.area().equals("payouts") && f.what().contains("EUR"));
        var other = new EnumMap<>(all);
        other.put(Key.WISE_API_TOKEN, "wrong");
        fails("payouts", "invalid_token", other);
        other.put(Key.WISE_API_TOKEN, wise.token());
        other.put(Key.WISE_PROFILE_ID, "7");
        fails("payouts", "unauthorized", other);
        for (String currency : List.of("EUR", "GBP", "USD")) {
            wise.balance(currency, 0);
        }
        assertThat(look(all)).anyMatch(f -> f.area().equals("payouts") && f.level() == Finding.Level.WARNING);
    }

    @Test
    void theDatabasesRolesAreLookedAt() {
        var app = TestDatabase.address();
        var found = look(Map.of(Key.DATABASE_URL, url(app), Key.DATABASE_MIGRATION_URL, url(TestDatabase.owner(app))));
        assertThat(found)
                .filteredOn(f -> f.area().equals("database"))
                .allMatch(f -> f.level() == Finding.Level.OK)
                .hasSizeGreaterThan(2);
        // The application's role alone may not make tables.
        fails("database", "may not make tables", Map.of(Key.DATABASE_URL, url(app)));
        fails("database", "database.url", Map.of(Key.DATABASE_URL, "postgres://u:p@127.0.0.1:1/db"));
    }

    private static String url(DatabaseAddress a) {
        return a.jdbcUrl() + (a.jdbcUrl().contains("?") ? "&" : "?") + "user=" + a.user() + "&password="
                + URLEncoder.encode(a.password().value(), StandardCharsets.UTF_8);
    }

    @Test
    void whatFallsOverIsAFindingToo() {
        var found = new LiveChecks(List.of(new LiveCheck() {
                    @Override
                    public String area() {
                        return "x";
                    }

                    @Override
                    public List<Finding> look(ServerConfig config) {
                        throw new IllegalStateException("fell over");
                    }
                }))
                .run(ServerConfig.load(null, Map.of(), Map.of()));
        assertThat(found).hasSize(1);
        assertThat(found.getFirst().what()).isEqualTo("fell over");
    }
}
