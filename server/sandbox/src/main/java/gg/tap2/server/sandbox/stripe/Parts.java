package gg.tap2.server.sandbox.stripe;

import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.SandboxClock;
import gg.tap2.server.sandbox.SandboxKeys;

/// The stand-in's inner parts, built in the order of their needs.
final class Parts {
    private final Balance balance;
    private final Refunds refunds;
    private final Disputes disputes;
    private final CheckoutSessions sessions;
    private final EventsApi eventsApi;
    private final BillingCycle cycle;

    Parts(World world, Router router, SandboxKeys keys, Faults faults, SandboxClock clock) {
        var rights = new KeyRights();
        var expansion = new Expansion(world);
        var api = new Api(world, router, keys, expansion, rights);
        var methods = new PaymentMethods(world);
        balance = new Balance(world);
        var files = new FilesApi(world);
        disputes = new Disputes(world, balance, files);
        var charges = new Charges(world, balance);
        var payments = new Payments(world, methods, charges, disputes);
        var intents = new PaymentIntentsApi(world, payments, methods);
        var setups = new SetupIntents(world, payments, methods);
        refunds = new Refunds(world, balance, methods);
        var catalog = new Catalog(world);
        var customers = new CustomersApi(world, methods);
        sessions = new CheckoutSessions(world, catalog);
        eventsApi = new EventsApi(world);
        var invoices = new Invoices(world, intents, payments, methods);
        cycle = new BillingCycle(world, invoices, methods);
        customers.onDelete(cycle::customerDeleted);
        var subscriptions = new Subscriptions(world, catalog, invoices, methods, setups, cycle);
        var flow = new CheckoutFlow(world, methods, intents, payments, setups, customers, subscriptions::fromCheckout);

        customers.register(api);
        methods.register(api);
        intents.register(api);
        setups.register(api);
        charges.register(api);
        balance.register(api);
        refunds.register(api, expansion);
        files.register(api, router);
        disputes.register(api);
        catalog.register(api);
        sessions.register(api, expansion);
        eventsApi.register(api);
        subscriptions.register(api, expansion);
        invoices.register(api, expansion);
        new Connect(world, balance, cycle).register(api, router);
        new HostedPages(world, flow).register(router);
        new ElementPages(keys).register(router);
        new SecurePages(world, payments, setups).register(router);
        new StripeControl(world, rights, balance, disputes, refunds, sessions, faults, clock).register(router);
    }

    EventsApi eventsApi() {
        return eventsApi;
    }

    void tick() {
        balance.mature();
        refunds.tick();
        disputes.tick();
        sessions.tick();
        cycle.tick();
    }
}
