package gg.tap2.server.billing;

import gg.tap2.model.fees.FeePolicy;
import gg.tap2.server.accounts.PersonalData;
import gg.tap2.server.catalog.CatalogFeature;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.alarms.OperatorAlarms;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;

/// Builds billing and registers its routes.
public final class BillingFeature implements AutoCloseable {
    private final Inbox inbox = new Inbox();
    private final StripeGateway stripe;
    private final InstantSource clock;
    private final Fans fans;
    private final Payments payments;
    private final Subscriptions subscriptions;
    private final Refunds refunds;
    private final Disputes disputes;
    private final PaymentMethods methods;
    private final CreatorSales sales;
    private final SaleCommitter committer;
    private final StripeWebhooks webhooks;
    private final Fees fees;
    private final StripeEvents events;
    private final PaymentJobs jobs;
    private final Duplicates duplicates;
    private final SuspendedCreators suspended;
    private final ChargeReconciliation reconciliation;
    private final RenewalNotices renewals;
    private final Popularity popularity;
    private volatile Runnable wakeInbox = () -> {};
    private volatile Runnable wakeNotices = () -> {};

    public BillingFeature(
            Db db,
            InstantSource clock,
            StripeGateway stripe,
            OperatorAlarms alarms,
            List<Secret> webhookSecrets,
            CatalogFeature catalog,
            Ledger ledger,
            FeePolicy configuredFees,
            Duration hold,
            Duration grace,
            Supplier<String> baseUrl) {
        this.stripe = stripe;
        this.clock = clock;
        this.fees = new Fees(db, clock, configuredFees);
        var booking = new SaleBooking(ledger, new Sales(hold), fees, catalog.discountCodes());
        this.fans = new Fans(db, clock, stripe);
        this.refunds = new Refunds(db, clock, stripe, ledger);
        this.renewals = new RenewalNotices(db, clock, stripe);
        this.popularity = new Popularity(db, clock);
        this.sales = new CreatorSales(db);
        this.payments = new Payments(db, clock, stripe, catalog, ledger, fans, booking, this::booked, baseUrl);
        var memberships =
                new SubscriptionEvents(db, clock, stripe, catalog.tiers(), fans, booking, this::booked, grace);
        this.disputes = new Disputes(db, clock, stripe, ledger, alarms, memberships::endAfterDispute);
        var cards = new MembershipCards(db, stripe, memberships);
        this.methods = new PaymentMethods(db, clock, stripe, fans, cards);
        this.subscriptions =
                new Subscriptions(db, clock, stripe, catalog.tiers(), ledger, fans, memberships, cards, baseUrl);
        this.events = new StripeEvents(
                db, clock, stripe, booking, memberships, refunds, disputes, methods, fans, this::booked);
        catalog.currencyChanges().guard(new SaleCurrency(ledger, clock));
        payments.refreshBy(events::refreshPayment);
        this.suspended = new SuspendedCreators(db, clock, stripe, memberships, events);
        this.reconciliation = new ChargeReconciliation(db, clock, stripe, events);
        this.duplicates = new Duplicates(db, clock, refunds);
        this.jobs = new PaymentJobs(db, clock, stripe, ledger, events, duplicates, alarms);
        this.committer = new SaleCommitter(db, clock, inbox, booking, this::booked);
        this.webhooks =
                new StripeWebhooks(db, clock, webhookSecrets, inbox, committer, stripe.isLive(), () -> wakeInbox.run());
    }

    /// After the commit: notices go out, a duplicate purchase goes back. Never on the webhook's own time.
    private void booked(UUID paymentId) {
        wakeNotices.run();
        duplicates.lookSoon(paymentId);
    }

    /// Whom to wake when there is something to handle or to tell.
    public void wakes(Runnable inboxWorker, Runnable notices) {
        this.wakeInbox = inboxWorker;
        this.wakeNotices = notices;
    }

    public void register(Routing routing) {
        new BillingRoutes(this).register(routing);
    }

    public InboxWorker.Handler stripeEvents() {
        return events;
    }

    public Fees fees() {
        return fees;
    }

    public Inbox inbox() {
        return inbox;
    }

    public Fans fans() {
        return fans;
    }

    public Payments payments() {
        return payments;
    }

    public Subscriptions subscriptions() {
        return subscriptions;
    }

    public Refunds refunds() {
        return refunds;
    }

    public Disputes disputes() {
        return disputes;
    }

    public PaymentMethods paymentMethods() {
        return methods;
    }

    public CreatorSales sales() {
        return sales;
    }

    public StripeWebhooks webhooks() {
        return webhooks;
    }

    public Popularity popularity() {
        return popularity;
    }

    public RenewalNotices renewals() {
        return renewals;
    }

    public PaymentJobs jobs() {
        return jobs;
    }

    public ChargeReconciliation reconciliation() {
        return reconciliation;
    }

    public SuspendedCreators suspended() {
        return suspended;
    }

    public PersonalData personalData() {
        return new BuyerData();
    }

    /// Payments that are only rehearsed; none at all when `live`.
    public RehearsalPayments rehearsalPayments(boolean live) {
        return new RehearsalPayments(payments, stripe, clock, live);
    }

    @Override
    public void close() {
        committer.close();
        duplicates.close();
    }
}
