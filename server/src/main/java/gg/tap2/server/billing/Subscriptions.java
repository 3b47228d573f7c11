package gg.tap2.server.billing;

import com.stripe.model.Invoice;
import com.stripe.model.Subscription;
import gg.tap2.model.billing.ChangePreview;
import gg.tap2.model.billing.CreateSubscription;
import gg.tap2.model.billing.FanSubscription;
import gg.tap2.model.billing.SubscriptionStart;
import gg.tap2.model.billing.SubscriptionUpdate;
import gg.tap2.model.billing.UpdateSubscription;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.Ids;
import gg.tap2.server.catalog.Tiers;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.ProviderUnknownException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Memberships. Stripe bills them; every event makes us fetch the subscription and take its state. Upgrades are
/// charged at once by proration, downgrades wait for the renewal, cancelling keeps access until the period
/// ends.
public final class Subscriptions {
    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final Tiers tiers;
    private final Ledger ledger;
    private final Fans fans;
    private final SubscriptionEvents events;
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
            Supplier<String> baseUrl) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.tiers = tiers;
        this.ledger = ledger;
        this.fans = fans;
        this.events = events;
        this.prices = new TierPrices(db, stripe);
        this.baseUrl = baseUrl;
    }

    /// Opens a hosted Checkout for a tier.
    ///
    /// @throws ApiException 404 for an unpublished tier, 409 when the fan is a member of that creator already
    public SubscriptionStart start(UUID fanId, CreateSubscription request) {
        Tier tier = db.read(tx -> tiers.findAny(tx, request.tierId()))
                .filter(Tier::published)
                .orElseThrow(ApiException::notFound);
        BillingInterval interval = request.interval() == null ? BillingInterval.MONTH : request.interval();
        long price = TierPrices.price(tier, interval);
        var buyer = fans.buyer(fanId);
        UUID requested = request.id();
        UUID wanted = requested == null ? Ids.next(clock) : requested;
        SubscriptionStore.Row row = db.inTransaction(tx -> {
            ledger.open(tx, tier.creatorId(), tier.currency(), clock.instant());
            if (store.hasLive(tx, fanId, tier.creatorId())) {
                throw ApiException.conflict("already_member");
            }
            SubscriptionStore.Row there = store.find(tx, wanted).orElse(null);
            if (there != null && !there.fanId().equals(fanId)) {
                throw ApiException.conflict("id_taken");
            }
            if (there == null) {
                store.insert(tx, wanted, fanId, tier, interval, price, clock.instant());
            }
            return store.find(tx, wanted).orElseThrow();
        });
        String known = row.checkoutUrl();
        if (known != null) {
            return new SubscriptionStart(row.id(), known);
        }
        try {
            var session = stripe.createSubscriptionCheckout(
                    row.id(),
                    row.id(),
                    fans.customer(buyer),
                    prices.stripePrice(tier, interval),
                    tier.trialDays(),
                    baseUrl.get() + "/subscriptions?started=" + row.id(),
                    baseUrl.get() + "/subscriptions?cancelled=" + row.id(),
                    TierPrices.metadata(row.id(), tier));
            db.transact(tx -> store.checkout(tx, row.id(), session.getId(), session.getUrl(), clock.instant()));
            return new SubscriptionStart(row.id(), session.getUrl());
        } catch (ProviderUnknownException e) {
            throw ApiException.unavailable("payment_provider_unavailable", 3);
        } catch (ProviderRefusedException e) {
            throw ApiException.of(402, "payment_refused", e.code());
        }
    }

    /// For the next renewal.
    private Subscription moveTo(
            SubscriptionStore.Row row, Subscription subscription, UUID tierId, BillingInterval interval, String key) {
        Tier tier = db.read(tx -> tiers.findAny(tx, tierId)).orElseThrow(ApiException::notFound);
        return stripe.changePrice(
                subscription.getId(),
                subscription.getItems().getData().getFirst().getId(),
                prices.stripePrice(tier, interval),
                TierPrices.metadata(row.id(), tier),
                key);
    }

    private SubscriptionStore.Row own(UUID fanId, UUID id) {
        return db.read(tx -> store.find(tx, id))
                .filter(r -> r.fanId().equals(fanId))
                .orElseThrow(ApiException::notFound);
    }

    /// What a change of tier would cost now.
    public ChangePreview preview(UUID fanId, UUID id, UUID tierId, @Nullable BillingInterval interval) {
        SubscriptionStore.Row row = live(own(fanId, id));
        Tier tier = target(row, tierId);
        BillingInterval to = interval == null ? row.interval() : interval;
        long next = TierPrices.price(tier, to);
        Instant end = row.currentPeriodEnd();
        if (!isUpgrade(row, next, to)) {
            return new ChangePreview(0, next, tier.currency(), end == null ? clock.instant() : end, false);
        }
        if (row.pendingTierId() != null) {
            // Stripe would credit the lower price; the downgrade has to be taken back first.
            throw ApiException.conflict("change_pending");
        }
        Subscription theirs = stripe.retrieveSubscription(Objects.requireNonNull(row.stripeId()));
        Invoice invoice = stripe.previewChange(
                theirs.getId(), theirs.getItems().getData().getFirst().getId(), prices.stripePrice(tier, to));
        return new ChangePreview(Math.max(0, invoice.getAmountDue()), next, tier.currency(), clock.instant(), true);
    }

    private static boolean isUpgrade(SubscriptionStore.Row row, long next, BillingInterval to) {
        long perYearNow = row.interval() == BillingInterval.YEAR ? row.price() : row.price() * 12;
        long perYearNext = to == BillingInterval.YEAR ? next : next * 12;
        return perYearNext > perYearNow || (to == BillingInterval.YEAR && row.interval() == BillingInterval.MONTH);
    }

    private Tier target(SubscriptionStore.Row row, UUID tierId) {
        return db.read(tx -> tiers.findAny(tx, tierId))
                .filter(t -> t.creatorId().equals(row.creatorId()) && t.published())
                .orElseThrow(() -> ApiException.invalid("tierId", "unknown"));
    }

    private static SubscriptionStore.Row live(SubscriptionStore.Row row) {
        if (!row.status().grantsAccess() || row.stripeId() == null) {
            throw ApiException.conflict("subscription_not_live");
        }
        return row;
    }

    /// Cancels at the period's end, resumes, or changes the tier.
    ///
    /// @throws ApiException 409 when the charge is no longer the one that was shown, 402 for a declined card;
    ///   nothing has changed then
    public SubscriptionUpdate update(UUID fanId, UUID id, UpdateSubscription request) {
        SubscriptionStore.Row row = live(own(fanId, id));
        String stripeId = Objects.requireNonNull(row.stripeId());
        Optional<String> consent = Optional.empty();
        try {
            switch (request.action()) {
                case CANCEL -> {
                    events.apply(stripe.cancelAtPeriodEnd(stripeId, true));
                    db.transact(tx -> Fact.record(
                            tx,
                            "subscription_cancelled",
                            id + "/" + row.currentPeriodEnd(),
                            row.creatorId(),
                            fanId,
                            Map.of("subscriptionId", id),
                            clock.instant()));
                }
                case RESUME -> events.apply(stripe.cancelAtPeriodEnd(stripeId, false));
                case CHANGE -> consent = change(fanId, row, Objects.requireNonNull(request.tierId()), request);
            }
        } catch (ProviderUnknownException e) {
            throw ApiException.unavailable("payment_provider_unavailable", 3);
        } catch (ProviderRefusedException e) {
            throw ApiException.of(402, "payment_refused", e.code());
        }
        return new SubscriptionUpdate(get(fanId, id), consent.orElse(null));
    }

    /// Answers the client secret of a charge that the bank wants consent to.
    private Optional<String> change(UUID fanId, SubscriptionStore.Row row, UUID tierId, UpdateSubscription request) {
        BillingInterval to = request.interval() == null ? row.interval() : request.interval();
        ChangePreview preview = preview(fanId, row.id(), tierId, to);
        Long expected = request.expectedAmount();
        if (expected != null && expected != preview.dueNow()) {
            throw ApiException.conflict("amount_changed", preview.dueNow());
        }
        boolean sameInterval = to == row.interval();
        if (row.pendingTierId() != null && tierId.equals(row.tierId()) && sameInterval) {
            // Back to what is paid for: the downgrade is taken back at Stripe too.
            Subscription theirs = stripe.retrieveSubscription(Objects.requireNonNull(row.stripeId()));
            Subscription restored = moveTo(row, theirs, tierId, to, "restore-" + Ids.next(clock));
            db.transact(tx -> store.pending(tx, row.id(), null, null, clock.instant()));
            events.apply(restored);
            return Optional.empty();
        }
        if (preview.immediate()) {
            return upgrade(row, tierId, to);
        }
        if (!sameInterval) {
            // Another interval would start a new period at once; that cannot wait for the renewal.
            throw ApiException.invalid("interval", "unknown");
        }
        if (!tierId.equals(row.tierId())) {
            downgrade(row, tierId, to);
        }
        return Optional.empty();
    }

    private Optional<String> upgrade(SubscriptionStore.Row row, UUID tierId, BillingInterval to) {
        Tier tier = target(row, tierId);
        Subscription theirs = stripe.retrieveSubscription(Objects.requireNonNull(row.stripeId()));
        if (theirs.getPendingUpdate() != null) {
            // One that waits for consent gives way to the one that is wanted now.
            stripe.voidInvoice(theirs.getLatestInvoice());
        }
        Subscription after = stripe.upgrade(
                theirs.getId(),
                theirs.getItems().getData().getFirst().getId(),
                prices.stripePrice(tier, to),
                "upgrade-" + Ids.next(clock));
        events.apply(after);
        if (after.getPendingUpdate() == null) {
            return Optional.empty();
        }
        Invoice invoice = stripe.retrieveInvoice(after.getLatestInvoice());
        var intent = invoice.getPayments().getData().getFirst().getPayment().getPaymentIntentObject();
        if (intent.getStatus().equals("requires_action")) {
            return Optional.of(intent.getClientSecret());
        }
        stripe.voidInvoice(invoice.getId());
        var error = intent.getLastPaymentError();
        throw ApiException.of(402, "payment_refused", error == null ? intent.getStatus() : error.getCode());
    }

    private void downgrade(SubscriptionStore.Row row, UUID tierId, BillingInterval to) {
        // Noted first: the event of the change may be here before the answer.
        db.transact(tx -> store.pending(tx, row.id(), tierId, to, clock.instant()));
        Subscription theirs = stripe.retrieveSubscription(Objects.requireNonNull(row.stripeId()));
        try {
            events.apply(moveTo(row, theirs, tierId, to, "downgrade-" + Ids.next(clock)));
        } catch (ProviderRefusedException e) {
            db.transact(tx -> store.pending(tx, row.id(), null, null, clock.instant()));
            throw e;
        }
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
