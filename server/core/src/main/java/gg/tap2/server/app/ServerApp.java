package gg.tap2.server.app;

import gg.tap2.model.Routes;
import gg.tap2.server.accounts.AccountsFeature;
import gg.tap2.server.accounts.Passwords;
import gg.tap2.server.admin.AdminFeature;
import gg.tap2.server.analytics.AnalyticsFeature;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.billing.InboxWorker;
import gg.tap2.server.catalog.CatalogFeature;
import gg.tap2.server.evidence.EvidenceFeature;
import gg.tap2.server.fanweb.FanWebFeature;
import gg.tap2.server.jobs.Jobs;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.library.LibraryFeature;
import gg.tap2.server.library.ProductNews;
import gg.tap2.server.live.LiveFeature;
import gg.tap2.server.media.MalwareGate;
import gg.tap2.server.media.ManifestSigner;
import gg.tap2.server.media.MediaFeature;
import gg.tap2.server.messages.MessagesFeature;
import gg.tap2.server.metrics.MetricsFeature;
import gg.tap2.server.notices.EventDispatcher;
import gg.tap2.server.notices.MailOutbox;
import gg.tap2.server.notices.MailSender;
import gg.tap2.server.notices.NoticesFeature;
import gg.tap2.server.payouts.Payouts;
import gg.tap2.server.payouts.PayoutsFeature;
import gg.tap2.server.platform.alarms.OperatorAlarms;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.crypto.KeyRotation;
import gg.tap2.server.platform.crypto.PlatformSecrets;
import gg.tap2.server.platform.crypto.Signer;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Guard;
import gg.tap2.server.platform.http.HttpServer;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.http.SecurityHeaders;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.ratelimit.Buckets;
import gg.tap2.server.platform.tracing.Tracing;
import gg.tap2.server.receipts.ReceiptsFeature;
import gg.tap2.server.releases.ReleasesFeature;
import gg.tap2.server.s3.ObjectStorage;
import gg.tap2.server.s3.StorageSettings;
import gg.tap2.server.statements.StatementsFeature;
import gg.tap2.server.stripe.ProviderException;
import gg.tap2.server.stripe.StripeGateway;
import gg.tap2.server.stripe.StripeSettings;
import gg.tap2.server.stripe.StripeSetup;
import gg.tap2.server.sync.SyncFeature;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Creates every feature in the order of their dependencies and runs them. Nothing here decides anything.
public final class ServerApp implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ServerApp.class);

    private final Deque<AutoCloseable> parts = new ArrayDeque<>();
    private final DataFolder folder;
    private final BackingServices services;
    private final ServerConfig config;
    private final Db db;
    private final Vault vault;
    private final HttpServer http;
    private final Routing routing;
    private final Jobs jobs;
    private final Ledger ledger;
    private final OperatorAlarms alarms;
    private final AccountsFeature accounts;
    private final CatalogFeature catalog;
    private final BillingFeature billing;
    private final MediaFeature media;
    private final PayoutsFeature payouts;
    private final AnalyticsFeature analytics;
    private volatile Runnable wakeInbox = () -> {};
    private volatile Runnable wakeNotices = () -> {};
    private volatile String baseUrl = "";
    private volatile boolean leaving;
    private final LiveFeature liveEvents;
    private final EventDispatcher notices;
    private final InboxWorker inbox;

    private ServerApp(ServerConfig wanted, Passwords.Cost passwordCost, BackingServices.Starter starter) {
        requireFreePort(wanted);
        this.folder = opened(DataFolder.open(wanted.dataDir()));
        this.services = opened(starter.start(wanted, folder));
        this.config = services.config();
        InstantSource clock = services.clock();
        var texts = new Texts();
        Tracing tracing = opened(Tracing.of(config, serverName()));
        this.db = opened(Db.open(services.databaseAddress(), config.integer(Key.DATABASE_POOL)));
        this.vault = Vault.open(config);
        var signer = new Signer(db, vault, clock);
        ObjectStorage storage = opened(new ObjectStorage(services.storageSettings()));
        if (!config.live()) {
            storage.ensureBucket();
        }
        Buckets buckets = opened(Buckets.of(config, clock));
        var outbox = new MailOutbox(texts, clock);
        var mail = opened(MailSender.of(config, db, clock, tracing));

        this.accounts = opened(new AccountsFeature(
                config, db, clock, texts, vault, buckets, outbox, mail::drainSoon, () -> baseUrl, passwordCost));
        this.ledger = new Ledger(clock);
        this.alarms = new OperatorAlarms(db, clock);
        this.media = opened(new MediaFeature(
                db,
                clock,
                storage,
                manifestSigner(signer),
                texts,
                config.flag(Key.UPLOADS_PROGRAMS),
                MalwareGate.of(
                        config,
                        alarms,
                        (tx, creator, upload, name, found) ->
                                accounts.audit().uploadInfected(tx, creator, upload, name, found))));
        this.catalog = new CatalogFeature(db, clock, media.uploads(), new ProductNews(clock));
        var stripe = new StripeGateway(stripeSettings(config), StripeAlarms.of(alarms));
        this.billing = opened(new BillingFeature(
                db,
                clock,
                stripe,
                alarms,
                stripeSettings(config).webhookSecrets(),
                catalog,
                ledger,
                config.feePolicy(),
                Duration.ofDays(config.number(Key.HOLD_DAYS)),
                Duration.ofDays(config.number(Key.MEMBERSHIP_GRACE_DAYS)),
                () -> baseUrl));
        accounts.onEmailVerified((tx, user, email) -> billing.fans().claimGuest(tx, user, email));
        var ownersSafety = new OwnersSafety(accounts);
        this.payouts = new PayoutsFeature(
                db,
                clock,
                ledger,
                vault,
                new PlatformSecrets(db, vault).hmac("bank-accounts"),
                PayoutProviders.of(config).provider(config, stripe),
                PayoutProviders.bankLinks(config, stripe, () -> baseUrl),
                new Payouts.Limits(
                        config.number(Key.PAYOUT_MINIMUM),
                        config.number(Key.PAYOUT_FEE),
                        config.number(Key.PAYOUT_SECOND_FACTOR_OVER),
                        config.number(Key.PAYOUT_REVIEW_OVER)),
                Duration.ofHours(config.number(Key.PAYOUT_COOLING_HOURS)),
                ownersSafety,
                billing.inbox(),
                () -> wakeInbox.run(),
                () -> wakeNotices.run());
        catalog.currencyChanges().guard(payouts.bankAccounts());
        var sync = new SyncFeature(
                db, clock, catalog, billing, creator -> payouts.payouts().list(creator, 100, 0));

        this.analytics = opened(new AnalyticsFeature(config, db, clock));
        var library = new LibraryFeature(
                db, clock, catalog, storage, new PlatformSecrets(db, vault), billing.rehearsalPayments(config.live()));
        var receipts = new ReceiptsFeature(db, clock);
        var messages = new MessagesFeature(db, clock, accounts.rateLimits(), () -> wakeNotices.run());
        var telling = new NoticesFeature(config, db, clock, texts, vault, outbox, () -> baseUrl);
        var releases = new ReleasesFeature(config);
        var fanWeb = new FanWebFeature(
                config,
                db,
                clock,
                texts,
                accounts,
                catalog,
                billing,
                library,
                receipts.receipts(),
                messages.messages(),
                telling,
                releases::offered,
                () -> baseUrl);

        var inbox = opened(new InboxWorker(
                db, clock, billing.inbox(), PayoutProviders.events(config, payouts, billing.stripeEvents()), tracing));
        var live = opened(new LiveFeature(config, db, clock, accounts::sessionsOver));
        telling.feed().onWritten(live.hub()::wake);
        telling.feed().onWritten(() -> Thread.startVirtualThread(telling.pushes()::drain));
        this.notices = opened(telling.dispatcher(
                db,
                clock,
                mail::drainSoon,
                library.links()::issueForPayment,
                accounts.freezeLinks()::path,
                catalog.publicCatalog()::isOut,
                tracing));
        this.wakeInbox = inbox::wake;
        this.wakeNotices = () -> {
            notices.wake();
            live.hub().wake();
        };
        billing.wakes(wakeInbox, wakeNotices);

        accounts.personalData(
                catalog.personalData(),
                billing.personalData(),
                payouts.personalData(),
                library.personalData(),
                receipts.personalData(),
                messages.personalData());

        this.jobs = opened(new Jobs(tracing));
        var admin = new AdminFeature(
                config,
                db,
                clock,
                texts,
                accounts,
                catalog,
                billing,
                payouts,
                ledger,
                jobs,
                standIns(),
                inbox::wake,
                () -> wakeNotices.run());
        ownersSafety.follow(admin.settings());
        this.routing = new Routing();
        accounts.register(routing);
        catalog.register(routing);
        media.register(routing);
        billing.register(routing);
        receipts.register(routing);
        messages.register(routing);
        payouts.register(routing);
        new StatementsFeature(db, clock, texts, signer, payouts).register(routing);
        var evidence = new EvidenceFeature(
                db, clock, texts, stripe, billing.disputes(), config.number(Key.DISPUTE_ANSWER_FROM));
        evidence.register(routing);
        sync.register(routing);
        library.register(routing);
        analytics.register(routing);
        telling.register(routing);
        live.register(routing);
        releases.register(routing);
        admin.register(routing);
        fanWeb.register(routing);

        new JobSchedule(
                        db,
                        clock,
                        serverName(),
                        ledger,
                        accounts,
                        billing,
                        payouts,
                        media,
                        analytics,
                        telling,
                        mail,
                        evidence,
                        admin)
                .fill(jobs);

        this.liveEvents = live;
        var metrics = new MetricsFeature(config, db, clock, live.hub()::size);
        metrics.register(routing);
        new WellKnown(config, clock).register(routing);
        new SystemRoutes(db, config, jobs, services, alarms, () -> leaving).register(routing);
        this.http = opened(new HttpServer(
                config,
                db,
                clock,
                texts,
                routing,
                accounts.authenticator(),
                Stream.of(
                                accounts.guards().stream(),
                                admin.guards().stream(),
                                Stream.of(accounts.stepUp(), admin.personalDataLog()))
                        .<Guard>flatMap(g -> g)
                        .toList(),
                new SecurityHeaders(new SecurityHeaders.Origins(
                        URI.create(config.text(Key.STRIPE_JS_URL)),
                        services.storageSettings().publicEndpoint(),
                        Stream.of(config.text(Key.GOOGLE_ISSUER))
                                .filter(issuer -> !issuer.isBlank())
                                .map(URI::create)
                                .toList())),
                fanWeb,
                List.of(metrics, analytics.views(), admin.rateLimitHits()),
                tracing));
        this.inbox = inbox;
    }

    /// Where a server that listens on every address is found from this machine.
    private static String host(String listensOn) {
        return listensOn.equals("0.0.0.0") || listensOn.equals("::") ? "127.0.0.1" : listensOn;
    }

    private Map<String, URI> standIns() {
        return services.standIns().map(BackingServices.StandIns::addresses).orElse(Map.of());
    }

    /// Accepts requests and runs jobs from here on.
    private ServerApp begin() {
        http.start();
        this.baseUrl = config.isSet(Key.PUBLIC_URL)
                ? config.text(Key.PUBLIC_URL).replaceAll("/$", "")
                : "http://" + host(config.text(Key.HTTP_HOST)) + ":" + http.port();
        services.standIns().ifPresent(s -> s.serverIsAt(localUrl(), baseUrl));
        inbox.start();
        notices.start();
        if (!config.isSet(Key.DATABASE_URL)) {
            Jobs.free(db);
        }
        jobs.start(db.dataSource(), clock());
        if (config.live()) {
            Thread.ofVirtual().name("stripe-setup").start(this::compareStripe);
        }
        return this;
    }

    /// What this server is called in the history of jobs.
    private static String serverName() {
        try {
            return java.net.InetAddress.getLocalHost().getHostName() + "/"
                    + ProcessHandle.current().pid();
        } catch (java.net.UnknownHostException e) {
            return "server/" + ProcessHandle.current().pid();
        }
    }

    private static ManifestSigner manifestSigner(Signer signer) {
        return new ManifestSigner() {
            @Override
            public String keyId() {
                return signer.sign(new byte[0]).keyId();
            }

            @Override
            public String sign(String text) {
                return signer.sign(text.getBytes(StandardCharsets.UTF_8)).signature();
            }
        };
    }

    static StripeSettings stripeSettings(ServerConfig c) {
        return new StripeSettings(
                c.secret(Key.STRIPE_SECRET_KEY),
                c.text(Key.STRIPE_PUBLISHABLE_KEY),
                c.list(Key.STRIPE_WEBHOOK_SECRETS).stream().map(Secret::new).toList(),
                URI.create(c.text(Key.STRIPE_API_BASE)),
                URI.create(c.text(Key.STRIPE_JS_URL)));
    }

    /// What Stripe must have switched on for a platform at this address.
    public static StripeSetup stripeSetup(ServerConfig c, String publicUrl) {
        return new StripeSetup(
                new StripeGateway(stripeSettings(c)),
                publicUrl.replaceAll("/$", "") + Routes.WEBHOOK_STRIPE,
                PayoutProviders.of(c).atStripe());
    }

    private void compareStripe() {
        try {
            stripeSetup(config, baseUrl).differences().forEach(d -> LOG.error("Stripe: {}", d));
        } catch (ProviderException e) {
            LOG.error("Stripe: the account could not be looked at: {}", e.getMessage());
        }
    }

    /// Asked before anything starts, so that a taken port costs nobody a database start.
    private static void requireFreePort(ServerConfig c) {
        int port = c.integer(Key.HTTP_PORT);
        if (port == 0) {
            return;
        }
        try (var socket = new java.net.ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new java.net.InetSocketAddress(c.text(Key.HTTP_HOST), port));
        } catch (java.io.IOException e) {
            throw new gg.tap2.server.platform.config.ConfigException("port " + port + " on " + c.text(Key.HTTP_HOST)
                    + " cannot be used: " + e.getMessage() + "; choose another with --port");
        }
    }

    private <T extends AutoCloseable> T opened(T part) {
        parts.push(part);
        return part;
    }

    /// Starts everything; returns when requests are accepted.
    public static ServerApp start(ServerConfig config, Passwords.Cost passwordCost, BackingServices.Starter starter) {
        var app = new ServerApp(config, passwordCost, starter);
        try {
            return app.begin();
        } catch (RuntimeException | Error e) {
            app.close();
            throw e;
        }
    }

    /// Everything is built over the data folder and nothing runs: no requests, no jobs. For commands that
    /// work
    /// on the whole of a stopped installation.
    public static ServerApp standing(ServerConfig config, BackingServices.Starter starter) {
        return new ServerApp(config, Passwords.Cost.DEFAULT, starter);
    }

    public String baseUrl() {
        return baseUrl;
    }

    /// The address on this machine, whatever the public one is.
    public String localUrl() {
        return "http://127.0.0.1:" + http.port();
    }

    public int port() {
        return http.port();
    }

    public Path dataDir() {
        return folder.path();
    }

    public ServerConfig config() {
        return config;
    }

    public InstantSource clock() {
        return services.clock();
    }

    public Db db() {
        return db;
    }

    public Jobs jobs() {
        return jobs;
    }

    /// What was published is handled at once, not when its turn comes.
    public void wakeNotices() {
        wakeNotices.run();
    }

    public Routing routing() {
        return routing;
    }

    public OperatorAlarms alarms() {
        return alarms;
    }

    public Ledger ledger() {
        return ledger;
    }

    public AccountsFeature accounts() {
        return accounts;
    }

    public CatalogFeature catalog() {
        return catalog;
    }

    public BillingFeature billing() {
        return billing;
    }

    public PayoutsFeature payouts() {
        return payouts;
    }

    public AnalyticsFeature analytics() {
        return analytics;
    }

    /// Where the files are, with the keys to them.
    public StorageSettings storageSettings() {
        return services.storageSettings();
    }

    public MediaFeature media() {
        return media;
    }

    public EventDispatcher notices() {
        return notices;
    }

    public BackingServices services() {
        return services;
    }

    public KeyRotation keyRotation() {
        var stored = new java.util.ArrayList<>(accounts.reencryptions());
        stored.add(payouts.bankAccounts());
        stored.add(payouts.bankLinks());
        return new KeyRotation(vault, stored);
    }

    /// Whether it is on its way out.
    public boolean leaving() {
        return leaving;
    }

    /// Closes all of it when the JVM is told to end, the database last, and then runs `after`.
    public void closeAtExit(Runnable after) {
        Runtime.getRuntime()
                .addShutdownHook(new Thread(
                        () -> {
                            close();
                            after.run();
                        },
                        "shutdown"));
        services.leaveExitToOwner();
    }

    /// Leaves without failing a request. Readiness is denied and connections are closed after their answers, while
    /// everything is still served. Then what is running ends, and everything stops in the opposite order of its
    /// start. A job that is cut off is taken over by another server.
    @Override
    public void close() {
        if (leaving) {
            return;
        }
        leaving = true;
        http.leave();
        liveEvents.hub().endAll();
        jobs.pause();
        waitUntil(Duration.ofSeconds(config.number(Key.DRAIN_SECONDS)), () -> false);
        waitUntil(Duration.ofSeconds(15), () -> http.running() == 0);
        http.drain();
        while (!parts.isEmpty()) {
            try {
                parts.pop().close();
            } catch (Exception e) {
                LOG.warn("stopping: {}", e.toString());
            }
        }
    }

    private static void waitUntil(Duration longest, java.util.function.BooleanSupplier done) {
        long until = System.nanoTime() + longest.toNanos();
        while (System.nanoTime() < until && !done.getAsBoolean()) {
            try {
                Thread.sleep(20);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
