package gg.tap2.server.app;

import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.DatabaseAddress;
import gg.tap2.server.platform.db.Migrations;
import gg.tap2.server.platform.time.PlatformClock;
import gg.tap2.server.s3.StorageSettings;
import gg.tap2.server.sandbox.Sandbox;
import gg.tap2.server.sandbox.SandboxClock;
import gg.tap2.server.sandbox.SandboxSettings;
import gg.tap2.server.sandbox.database.EmbeddedDatabase;
import gg.tap2.server.sandbox.storage.EmbeddedStorage;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// The parts that a configuration does not name: PostgreSQL, S3 and the providers' stand-ins. They start
/// side by side.
public final class Embedded implements BackingServices {
    private static final String STORAGE_USER = "tap2-sandbox";

    private final DataFolder folder;
    private final InstantSource clock;
    private @Nullable EmbeddedDatabase database;
    private volatile Runnable databaseLost = () -> {};
    private @Nullable EmbeddedStorage storage;
    private @Nullable Sandbox sandbox;
    private @Nullable PayoutStandIn payoutStandIn;
    private final ServerConfig config;
    private final DatabaseAddress databaseAddress;
    private final StorageSettings storageSettings;

    Embedded(ServerConfig wanted, DataFolder folder) {
        this.folder = folder;
        boolean live = wanted.live();
        var base = new PlatformClock(Duration.ZERO);
        SandboxClock sandboxClock = live ? null : new SandboxClock(base, folder.path());
        this.clock = sandboxClock == null ? base : sandboxClock;
        var db = start(() -> startDatabase(wanted));
        var s3 = start(() -> startStorage(wanted));
        var stand = start(
                () -> sandboxClock == null ? null : startSandbox(sandboxClock, wanted.flag(Key.SANDBOX_FIXED_PORTS)));
        try {
            this.databaseAddress = db.join();
            this.storageSettings = s3.join();
            Sandbox box = stand.join();
            this.config = box == null ? wanted : withSandbox(wanted, box, payoutStandIn(wanted, box));
        } catch (CompletionException e) {
            CompletableFuture.allOf(db, s3, stand).exceptionally(x -> null).join();
            close();
            throw e.getCause() instanceof RuntimeException r ? r : e;
        }
    }

    private static <T extends @Nullable Object> CompletableFuture<T> start(Supplier<T> part) {
        var done = new CompletableFuture<T>();
        Thread.ofPlatform().daemon().start(() -> {
            try {
                done.complete(part.get());
            } catch (RuntimeException | Error e) {
                done.completeExceptionally(e);
            }
        });
        return done;
    }

    /// Whoever closes this also does so when the JVM ends.
    @Override
    public void leaveExitToOwner() {
        var db = database;
        if (db != null) {
            db.leaveExitToOwner();
        }
    }

    /// What to do when the embedded database has ended and cannot be started again.
    void onDatabaseLost(Runnable action) {
        databaseLost = action;
    }

    private DatabaseAddress startDatabase(ServerConfig wanted) {
        if (wanted.isSet(Key.DATABASE_URL)) {
            DatabaseAddress app = DatabaseAddress.parse(wanted.text(Key.DATABASE_URL));
            DatabaseAddress owner = wanted.isSet(Key.DATABASE_MIGRATION_URL)
                    ? DatabaseAddress.parse(wanted.text(Key.DATABASE_MIGRATION_URL))
                    : app;
            Migrations.run(owner, owner.equals(app) ? owner.user() : Migrations.roleOf(app));
            return app;
        }
        var db = database(folder);
        database = db;
        db.onLost(() -> databaseLost.run());
        Migrations.run(address(db.owner()), db.app().user());
        return address(db.app());
    }

    /// The database of a data folder, started.
    ///
    /// @throws ConfigException when it cannot start
    static EmbeddedDatabase database(DataFolder folder) {
        try {
            return EmbeddedDatabase.start(
                    folder.path().resolve("postgres"),
                    folder.secret("database").value(),
                    folder.secret("database-owner").value());
        } catch (IllegalStateException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    static DatabaseAddress address(EmbeddedDatabase.Login login) {
        return new DatabaseAddress(login.jdbcUrl(), login.user(), new Secret(login.password()), false);
    }

    private StorageSettings startStorage(ServerConfig wanted) {
        if (wanted.isSet(Key.S3_ENDPOINT)) {
            URI endpoint = URI.create(wanted.text(Key.S3_ENDPOINT));
            URI reachable =
                    wanted.isSet(Key.S3_PUBLIC_ENDPOINT) ? URI.create(wanted.text(Key.S3_PUBLIC_ENDPOINT)) : endpoint;
            return new StorageSettings(
                    endpoint,
                    reachable,
                    wanted.text(Key.S3_REGION),
                    wanted.text(Key.S3_BUCKET),
                    wanted.text(Key.S3_ACCESS_KEY),
                    wanted.secret(Key.S3_SECRET_KEY));
        }
        Secret secret = folder.secret("storage");
        var s3 = startStorage(secret);
        storage = s3;
        folder.keepPort("storage", s3.port());
        return new StorageSettings(
                s3.endpoint(), s3.endpoint(), "us-east-1", wanted.text(Key.S3_BUCKET), STORAGE_USER, secret);
    }

    private EmbeddedStorage startStorage(Secret secret) {
        try {
            return EmbeddedStorage.start(
                    folder.path().resolve("storage"), port("storage"), STORAGE_USER, secret.value());
        } catch (IllegalStateException e) {
            throw new ConfigException(String.valueOf(e.getMessage()));
        }
    }

    private int port(String name) {
        return LocalPorts.choose(folder.port(name));
    }

    private Sandbox startSandbox(SandboxClock sandboxClock, boolean fixedPorts) {
        var ports = fixedPorts
                ? new SandboxSettings.Ports(
                        port("stripe"), port("flowpay"), port("plaid"), port("google"), port("mailbox"), port("smtp"))
                : SandboxSettings.Ports.ANY;
        var box = Sandbox.start(SandboxSettings.of(folder.path(), sandboxClock).withPorts(ports));
        sandbox = box;
        folder.keepPort("stripe", box.stripe().baseUri().getPort());
        folder.keepPort("flowpay", box.flowPay().baseUri().getPort());
        folder.keepPort("plaid", box.plaid().baseUri().getPort());
        folder.keepPort("google", box.google().baseUri().getPort());
        folder.keepPort("mailbox", box.mailbox().baseUri().getPort());
        folder.keepPort("smtp", box.mailbox().smtpPort());
        return box;
    }

    /// The stand-in of whoever pays creators.
    Optional<PayoutStandIn> payoutStandIn() {
        return Optional.ofNullable(payoutStandIn);
    }

    private Map<Key, String> payoutStandIn(ServerConfig wanted, Sandbox box) {
        String name = PayoutProviders.of(wanted).name();
        var s = PayoutStandIn.of(name, box, wanted.flag(Key.SANDBOX_FIXED_PORTS) ? port(name) : 0)
                .orElse(null);
        payoutStandIn = s;
        if (s == null) {
            return Map.of();
        }
        folder.keepPort(name, s.base().getPort());
        return s.settings();
    }

    private static ServerConfig withSandbox(ServerConfig wanted, Sandbox box, Map<Key, String> payouts) {
        var set = new EnumMap<Key, String>(Key.class);
        var keys = box.keys();
        set.put(Key.STRIPE_API_BASE, box.stripe().baseUri().toString());
        set.put(Key.STRIPE_JS_URL, box.stripe().baseUri() + "/v3/");
        set.put(Key.STRIPE_SECRET_KEY, keys.stripeSecretKey());
        set.put(Key.STRIPE_PUBLISHABLE_KEY, keys.stripePublishableKey());
        set.put(Key.STRIPE_WEBHOOK_SECRETS, keys.stripeWebhookSecret());
        set.putAll(payouts);
        set.put(Key.PLAID_BASE, box.plaid().baseUri().toString());
        set.put(Key.PLAID_CLIENT_ID, keys.plaidClientId());
        set.put(Key.PLAID_SECRET, keys.plaidSecret());
        set.put(Key.PLAID_COUNTRIES, "US,DE,FR,ES,IT,NL,IE,BE,PT");
        set.put(Key.GOOGLE_ISSUER, box.google().baseUri().toString());
        set.put(Key.GOOGLE_CLIENT_ID, keys.googleClientId());
        set.put(Key.GOOGLE_CLIENT_SECRET, keys.googleClientSecret());
        set.put(Key.GOOGLE_DESKTOP_CLIENT_ID, keys.googleDesktopClientId());
        set.put(Key.GOOGLE_DESKTOP_CLIENT_SECRET, keys.googleDesktopClientSecret());
        set.put(
                Key.SMTP_URL,
                "smtp://" + keys.smtpUser() + ":" + keys.smtpPassword() + "@127.0.0.1:"
                        + box.mailbox().smtpPort());
        set.keySet().removeIf(wanted::isSetExplicitly);
        return wanted.with(set);
    }

    @Override
    public ServerConfig config() {
        return config;
    }

    @Override
    public InstantSource clock() {
        return clock;
    }

    @Override
    public DatabaseAddress databaseAddress() {
        return databaseAddress;
    }

    @Override
    public StorageSettings storageSettings() {
        return storageSettings;
    }

    @Nullable
    Sandbox sandbox() {
        return sandbox;
    }

    @Override
    public Optional<StandIns> standIns() {
        var box = sandbox;
        return box == null ? Optional.empty() : Optional.of(new Played(box, payoutStandIn()));
    }

    public Secret databaseOwnerPassword() {
        var db = database;
        return new Secret(db == null ? "" : db.owner().password());
    }

    private record Played(Sandbox box, Optional<PayoutStandIn> payouts) implements StandIns {
        @Override
        public Map<String, URI> addresses() {
            var all = new TreeMap<String, URI>();
            all.put("stripe", box.stripe().baseUri());
            payouts.ifPresent(s -> all.put(s.name(), s.base()));
            return all;
        }

        @Override
        public void serverIsAt(String localUrl, String publicUrl) {
            box.addStripeWebhook(localUrl + "/api/v1/webhooks/stripe");
            payouts.ifPresent(s -> s.webhooks().accept(localUrl + "/api/v1/webhooks/payout"));
            box.google().register(publicUrl + "/auth/google/callback");
        }

        @Override
        public Instant advance(Duration by) {
            Instant now = box.clock().advance(by);
            box.stripe().tick();
            payouts.ifPresent(s -> s.tick().run());
            return now;
        }
    }

    @Override
    public void close() {
        for (AutoCloseable part : new @Nullable AutoCloseable[] {sandbox, storage, database}) {
            if (part != null) {
                try {
                    part.close();
                } catch (Exception e) {
                    org.slf4j.LoggerFactory.getLogger(Embedded.class).warn("stopping: {}", e.toString());
                }
            }
        }
    }
}
