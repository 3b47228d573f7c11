package gg.tap2.server.billing;

import gg.tap2.model.billing.ChangePreview;
import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.FanSubscription;
import gg.tap2.model.billing.SubscriptionStart;
import gg.tap2.model.billing.SubscriptionStatus;
import gg.tap2.model.billing.SubscriptionUpdate;
import gg.tap2.model.billing.UpdateSubscription;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.Ids;
import gg.tap2.server.catalog.CreatorCurrency;
import gg.tap2.server.catalog.Tiers;
import gg.tap2.server.events.MembershipEvent;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.stripe.ProviderException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Memberships. Stripe bills them; every event makes us fetch the subscription and take its state. Cancelling keeps
/// access until the period ends.
public final class Subscriptions {
    private static final Logger LOG = LoggerFactory.getLogger(Subscriptions.class);

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final Tiers tiers;
    private final Ledger ledger;
    private final Fans fans;
    private final SubscriptionEvents events;
    private final MembershipChanges changes;
    private final MembershipCards cards;
    private final TierPrices prices;
    private final Supplier<String> baseUrl;
    private final SubscriptionStore store = new SubscriptionStore();

    Subscriptions(
            Db db,
            InstantSource clock,
            StripeGateway stripe,
            Tiers tiers,
            Ledger ledger,
            Fans fans,
            SubscriptionEvents events,
            MembershipCards cards,
            Supplier<String> baseUrl) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.tiers = tiers;
        this.ledger = ledger;
        this.fans = fans;
        this.events = events;
        this.cards = cards;
        this.prices = new TierPrices(db, clock, stripe);
        this.changes = new MembershipChanges(db, clock, stripe, tiers, events, prices);
        this.baseUrl = baseUrl;
    }

    private record Begun(SubscriptionStore.Row row, List<SubscriptionStore.Row> replaced, boolean trial) {}

    /// Opens a hosted Checkout for a tier. A fan has one open checkout of a creator: an earlier one is closed, here and
    /// at
    /// Stripe. The same id again answers the same checkout.
    ///
    /// @throws ApiException 404 for an unpublished tier, 409 when the fan is a member of that creator already
    public SubscriptionStart start(UUID fanId, CreateSubscription request) {
        Tier tier = db.read(tx -> tiers.findAny(tx, request.tierId()))
                .filter(Tier::published)
                .filter(t -> db.read(tx -> store.sells(tx, t.creatorId())))
                .orElseThrow(ApiException::notFound);
        BillingInterval interval = request.interval() == null ? BillingInterval.MONTH : request.interval();
        long price = TierPrices.price(tier, interval);
        var buyer = fans.buyer(fanId);
        UUID requested = request.id();
        UUID wanted = requested == null ? Ids.next(clock) : requested;
        Begun begun = db.inTransaction(tx -> begin(tx, wanted, fanId, tier, interval, price));
        begun.replaced().forEach(this::expire);
        SubscriptionStore.Row row = begun.row();
        String known = row.checkoutUrl();
        if (known != null) {
            return new SubscriptionStart(row.id(), known);
        }
        try {
            var session = fans.withCustomer(
                    buyer,
                    customer -> prices.withPrice(
                            tier,
                            interval,
                            stripePrice -> stripe.createSubscriptionCheckout(
                                    row.id(),
                                    row.id(),
                                    customer,
                                    stripePrice,
                                    begun.trial() ? tier.trialDays() : 0,
                                    baseUrl.get() + "/subscriptions?started=" + row.id(),
                                    baseUrl.get() + "/subscriptions?cancelled=" + row.id(),
                                    TierPrices.metadata(row.id(), tier))));
            boolean open = db.inTransaction(tx -> {
                store.checkout(tx, row.id(), session.getId(), session.getUrl(), clock.instant());
                return store.find(tx, row.id())
                        .filter(r -> r.status() == SubscriptionStatus.INCOMPLETE)
                        .isPresent();
            });
            if (!open) {
                // Another tab began a checkout meanwhile, before this one had its session.
                db.read(tx -> store.find(tx, row.id())).ifPresent(this::expire);
                throw ApiException.conflict("checkout_replaced");
            }
            return new SubscriptionStart(row.id(), session.getUrl());
        } catch (ProviderException e) {
            throw ProviderAnswers.of(e);
        }
    }

    private Begun begin(Tx tx, UUID id, UUID fanId, Tier tier, BillingInterval interval, long price) {
        Instant now = clock.instant();
        CreatorCurrency.hold(tx, tier.creatorId(), tier.currency());
        ledger.open(tx, tier.creatorId(), tier.currency(), now);
        List<SubscriptionStore.Row> pair = store.lockPair(tx, fanId, tier.creatorId());
        boolean trial = tier.trialDays() > 0 && !store.hadTrial(tx, fanId, tier.creatorId());
        SubscriptionStore.Row there = store.find(tx, id).orElse(null);
        if (there != null) {
            if (!there.fanId().equals(fanId) || !there.tierId().equals(tier.id()) || there.interval() != interval) {
                throw ApiException.conflict("id_taken");
            }
            return new Begun(there, List.of(), trial);
        }
        if (pair.stream().anyMatch(SubscriptionStore.Row::live)) {
            throw ApiException.conflict("already_member");
        }
        // Stripe bills a customer's subscriptions in one currency at a time.
        // Source: https://docs.stripe.com/invoicing/multi-currency-customers
        store.otherCurrency(tx, fanId, tier.currency()).ifPresent(other -> {
            throw ApiException.conflict(
                    "membership_currency", other.name(), tier.currency().name());
        });
        var replaced = pair.stream()
                .filter(r -> r.status() == SubscriptionStatus.INCOMPLETE)
                .toList();
        replaced.forEach(r -> store.closeCheckout(tx, r.id(), now));
        store.insert(tx, id, fanId, tier, interval, price, now);
        SubscriptionStore.Row row = store.find(tx, id).orElseThrow();
        if (!row.fanId().equals(fanId)) {
            throw ApiException.conflict("id_taken");
        }
        return new Begun(row, replaced, trial);
    }

    /// Closes a checkout at Stripe, so that it cannot be paid any more. One that was paid a moment before is taken over
    /// by its event.
    private void expire(SubscriptionStore.Row row) {
        String session = row.checkoutSession();
        if (session == null) {
            return;
        }
        try {
            stripe.expireCheckout(session);
        } catch (ProviderException e) {
            LOG.info("checkout of membership {} could not be closed: {}", row.id(), e.toString());
        }
    }

    private SubscriptionStore.Row own(UUID fanId, UUID id) {
        return db.read(tx -> store.find(tx, id))
                .filter(r -> r.fanId().equals(fanId))
                .orElseThrow(ApiException::notFound);
    }

    /// What a change of tier would cost now.
    public ChangePreview preview(UUID fanId, UUID id, UUID tierId, @Nullable BillingInterval interval) {
        return changes.preview(own(fanId, id), tierId, interval);
    }

    /// Asks Stripe how a checkout ended, for the page that the fan comes back to before the event is here.
    public void refreshStarted(UUID fanId, UUID id) {
        var row = db.read(tx -> store.find(tx, id)).filter(r -> r.fanId().equals(fanId));
        try {
            if (row.isPresent() && row.get().stripeId() instanceof String known) {
                events.refresh(known);
            } else if (row.isPresent() && row.get().checkoutSession() instanceof String session) {
                String begun = stripe.retrieveCheckout(session).getSubscription();
                if (begun != null) {
                    events.refresh(begun);
                }
            }
        } catch (ProviderException e) {
            LOG.info("membership {} could not be looked up: {}", id, e.toString());
        }
    }

    /// Cancels at the period's end, resumes, changes the tier, or pays what is due.
    ///
    /// @throws ApiException 409 when the charge is no longer the one that was shown, 402 for a declined card;
    ///   nothing has changed then
    public SubscriptionUpdate update(UUID fanId, UUID id, UpdateSubscription request) {
        SubscriptionStore.Row row = MembershipChanges.live(own(fanId, id));
        String stripeId = Objects.requireNonNull(row.stripeId());
        Optional<String> consent = Optional.empty();
        try {
            switch (request.action()) {
                case CANCEL -> {
                    events.apply(stripe.cancelAtPeriodEnd(stripeId, true));
                    db.transact(tx -> Outbox.publish(
                            tx,
                            new MembershipEvent.Cancelled(
                                    id + "/" + row.currentPeriodEnd(), row.creatorId(), fanId, id, row.tierName()),
                            clock.instant()));
                }
                case RESUME -> events.apply(stripe.cancelAtPeriodEnd(stripeId, false));
                case CHANGE -> consent = changes.change(row, Objects.requireNonNull(request.tierId()), request);
                case PAY -> consent = cards.payDue(row);
            }
        } catch (ProviderException e) {
            throw ProviderAnswers.of(e);
        }
        return new SubscriptionUpdate(get(fanId, id), consent.orElse(null));
    }

    /// The fan's live membership of a creator.
    public Optional<UUID> liveOf(UUID fanId, UUID creatorId) {
        return db.read(tx -> store.liveOfFan(tx, fanId)).stream()
                .filter(r -> r.creatorId().equals(creatorId))
                .map(SubscriptionStore.Row::id)
                .findFirst();
    }

    /// The tier of the fan's live membership of a creator.
    public Optional<UUID> tierOf(UUID fanId, UUID creatorId) {
        return db.read(tx -> store.liveOfFan(tx, fanId)).stream()
                .filter(r -> r.creatorId().equals(creatorId))
                .map(SubscriptionStore.Row::tierId)
                .findFirst();
    }

    /// How many days that fan may try a tier for free: none a second time.
    public int trialDays(UUID fanId, UUID creatorId, int offered) {
        return db.read(tx -> store.hadTrial(tx, fanId, creatorId)) ? 0 : offered;
    }

    /// Whether a membership of that fan was ended because its card had begun a trial for somebody else.
    public boolean isTrialRefused(UUID fanId, UUID id) {
        return db.read(tx -> store.isTrialRefused(tx, fanId, id));
    }

    public List<FanSubscription> list(UUID fanId) {
        return db.read(tx -> store.listForFan(tx, fanId));
    }

    public FanSubscription get(UUID fanId, UUID id) {
        return list(fanId).stream().filter(s -> s.id().equals(id)).findFirst().orElseThrow(ApiException::notFound);
    }

    /// Whether Stripe knows more than we do: asked for memberships whose period ended without an event. Run by a job.
    public int sweep() {
        return events.sweep();
    }
}
