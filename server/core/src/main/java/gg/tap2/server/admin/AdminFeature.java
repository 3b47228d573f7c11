package gg.tap2.server.admin;

import gg.tap2.server.accounts.AccountsFeature;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.catalog.CatalogFeature;
import gg.tap2.server.jobs.Jobs;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.payouts.PayoutsFeature;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Guard;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.i18n.Texts;
import java.net.URI;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;

/// Builds admin mode.
public final class AdminFeature {
    private final Settings settings;
    private final RateLimitHits hits;
    private final AdminGuard guard;
    private final PersonalDataLog looks;
    private final AdminAudit audit;
    private final OverviewRoutes overview;
    private final PeopleRoutes people;
    private final ContentRoutes content;
    private final PayoutAdminRoutes payouts;
    private final MoneyRoutes money;
    private final LedgerRoutes ledger;
    private final MachineryRoutes machinery;
    private final SettingsRoutes settingsRoutes;
    private final FeeRoutes fees;
    private final ChangeRoutes changeRoutes;
    private final SandboxRoutes sandbox;

    /// @param standIns where the providers' stand-ins listen, by their names; empty outside the sandbox
    public AdminFeature(
            ServerConfig config,
            Db db,
            InstantSource clock,
            Texts texts,
            AccountsFeature accounts,
            CatalogFeature catalog,
            BillingFeature billing,
            PayoutsFeature payoutsFeature,
            Ledger books,
            Jobs jobs,
            Map<String, URI> standIns,
            Runnable wakeInbox,
            Runnable wakeNotices) {
        var log = accounts.audit();
        this.settings = new Settings(db, clock, config, log, texts);
        var eyes = new FourEyes(clock, settings);
        var changes = new AdminChanges(db, clock, eyes, log);
        this.changeRoutes = new ChangeRoutes(changes);
        this.hits = new RateLimitHits(db, clock);
        this.guard = new AdminGuard(accounts.secondFactors());
        this.looks = new PersonalDataLog(db, log);
        this.audit = new AdminAudit(db);
        this.overview = new OverviewRoutes(db, clock, texts);
        this.people = new PeopleRoutes(db, clock, accounts.moderation(), books, changes);
        this.content = new ContentRoutes(
                db, clock, new Takedowns(db, clock, catalog.products(), catalog.profiles(), log, wakeNotices), log);
        this.payouts = new PayoutAdminRoutes(
                db,
                payoutsFeature.payouts(),
                payoutsFeature.review(),
                payoutsFeature.reconciliation(),
                log,
                settings,
                changes,
                wakeNotices);
        this.money = new MoneyRoutes(
                db,
                new MoneyPreviews(db, clock, books, billing.refunds(), eyes),
                new MoneyActions(db, clock, books, billing.refunds(), eyes, log, wakeNotices));
        this.ledger = new LedgerRoutes(db, clock);
        this.machinery = new MachineryRoutes(db, clock, billing.inbox(), wakeInbox, jobs, log, hits);
        this.fees = new FeeRoutes(billing.fees(), log, changes);
        this.sandbox = new SandboxRoutes(standIns, db, clock, log);
        this.settingsRoutes = new SettingsRoutes(db, settings, changes);
    }

    public void register(Routing routing) {
        overview.register(routing);
        people.register(routing);
        content.register(routing);
        payouts.register(routing);
        money.register(routing);
        ledger.register(routing);
        machinery.register(routing);
        settingsRoutes.register(routing);
        fees.register(routing);
        changeRoutes.register(routing);
        sandbox.register(routing);
        audit.register(routing);
    }

    public Settings settings() {
        return settings;
    }

    public RateLimitHits rateLimitHits() {
        return hits;
    }

    /// After the guards of accounts.
    public List<Guard> guards() {
        return List.of(guard, settingsRoutes);
    }

    /// After every guard that may refuse: writes down what is going to be shown.
    public Guard personalDataLog() {
        return looks;
    }

    /// Writes what this server counted, and drops what is old. Run often.
    public void tidy() {
        hits.flush();
        hits.forget();
    }
}
