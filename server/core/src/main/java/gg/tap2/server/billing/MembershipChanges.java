package gg.tap2.server.billing;

import com.stripe.model.Invoice;
import com.stripe.model.Subscription;
import gg.tap2.model.billing.ChangePreview;
import gg.tap2.model.billing.SubscriptionStatus;
import gg.tap2.model.billing.UpdateSubscription;
import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.Ids;
import gg.tap2.server.catalog.Tiers;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.stripe.ProviderRefusedException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Changes of a membership's tier and interval. Dearer is paid at once by proration, and ends a trial. Cheaper
/// waits for the renewal. No change leaves a credit at Stripe: a credit would pay another creator's membership.
final class MembershipChanges {
    /// A price that was shown can be taken for this long.
    private static final Duration SHOWN = Duration.ofHours(1);

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final Tiers tiers;
    private final SubscriptionEvents events;
    private final TierPrices prices;
    private final SubscriptionStore store = new SubscriptionStore();

    MembershipChanges(
            Db db,
            InstantSource clock,
            StripeGateway stripe,
            Tiers tiers,
            SubscriptionEvents events,
            TierPrices prices) {
        this.db = db;
        this.clock = clock;
        this.stripe = stripe;
        this.tiers = tiers;
        this.events = events;
        this.prices = prices;
    }

    /// @throws ApiException 409 when the membership has ended or was never paid
    static SubscriptionStore.Row live(SubscriptionStore.Row row) {
        if (row.isUnpaid() && row.stripeId() != null) {
            return row;
        }
        if (!row.status().grantsAccess() || row.stripeId() == null) {
            throw ApiException.conflict("subscription_not_live");
        }
        return row;
    }

    /// What a change would cost now.
    ///
    /// @throws ApiException 409 `change_pending` when another change has to be taken back first,
    ///   `interval_at_end` when the paid period has to end before anything dearer can begin
    ChangePreview preview(SubscriptionStore.Row membership, UUID tierId, @Nullable BillingInterval interval) {
        return preview(membership, tierId, interval, clock.instant().truncatedTo(ChronoUnit.SECONDS));
    }

    private ChangePreview preview(
            SubscriptionStore.Row membership, UUID tierId, @Nullable BillingInterval interval, Instant at) {
        SubscriptionStore.Row row = live(membership);
        Tier tier = target(row, tierId);
        BillingInterval to = interval == null ? row.interval() : interval;
        long next = TierPrices.price(tier, to);
        Instant end = row.currentPeriodEnd() == null ? clock.instant() : row.currentPeriodEnd();
        var planned = new ChangePreview(0, next, tier.currency(), end, false);
        if (!isDearer(row, next, to)) {
            return planned;
        }
        if (row.pendingTierId() != null) {
            // Stripe would credit the lower price; the downgrade has to be taken back first.
            throw ApiException.conflict("change_pending");
        }
        Subscription theirs = stripe.retrieveSubscription(Objects.requireNonNull(row.stripeId()));
        if (isPaidTrial(row, theirs)) {
            // Stripe would credit nothing for the time that is paid.
            throw ApiException.conflict("interval_at_end", end);
        }
        Invoice invoice = prices.withPrice(
                tier,
                to,
                price -> stripe.previewChange(
                        theirs.getId(),
                        theirs.getItems().getData().getFirst().getId(),
                        price,
                        at,
                        row.status() == SubscriptionStatus.TRIALING));
        // What is left of a dear month may be more than a year costs; it waits, so that it never becomes a credit.
        return invoice.getTotal() < 0
                ? planned
                : new ChangePreview(invoice.getAmountDue(), next, tier.currency(), at, true);
    }

    /// Another interval that waits for the end of a paid period is a trial in Stripe's words: nothing is due until
    /// then.
    private static boolean isPaidTrial(SubscriptionStore.Row row, Subscription theirs) {
        return row.status() != SubscriptionStatus.TRIALING && "trialing".equals(theirs.getStatus());
    }

    /// Dearer in the same interval, or a year instead of a month. Everything else waits.
    private static boolean isDearer(SubscriptionStore.Row row, long next, BillingInterval to) {
        return to == row.interval() ? next > row.price() : to == BillingInterval.YEAR;
    }

    private Tier target(SubscriptionStore.Row row, UUID tierId) {
        return db.read(tx -> tiers.findAny(tx, tierId))
                .filter(t -> t.creatorId().equals(row.creatorId()) && t.published())
                .orElseThrow(() -> ApiException.invalid("tierId", "unknown"));
    }

    /// Answers the client secret of a charge that the bank wants consent to.
    Optional<String> change(SubscriptionStore.Row row, UUID tierId, UpdateSubscription request) {
        BillingInterval to = request.interval() == null ? row.interval() : request.interval();
        if (row.pendingTierId() != null && tierId.equals(row.tierId()) && to == row.interval()) {
            restore(row);
            return Optional.empty();
        }
        Instant at = shownAt(request.shownAt());
        ChangePreview preview = preview(row, tierId, to, at);
        Long expected = request.expectedAmount();
        if (expected != null && expected != preview.dueNow()) {
            throw ApiException.conflict("amount_changed", preview.dueNow());
        }
        if (preview.immediate()) {
            return upgrade(row, tierId, to, at);
        }
        if (!tierId.equals(row.tierId()) || to != row.interval()) {
            downgrade(row, tierId, to);
        }
        return Optional.empty();
    }

    /// Back to what is paid for: the planned change is taken back at Stripe too.
    private void restore(SubscriptionStore.Row row) {
        Subscription theirs = stripe.retrieveSubscription(Objects.requireNonNull(row.stripeId()));
        Subscription restored = moveTo(row, theirs, row.tierId(), row.interval(), "restore-" + Ids.next(clock));
        db.transact(tx -> store.pending(tx, row.id(), null, null, clock.instant()));
        events.apply(restored);
    }

    /// For the next renewal.
    private Subscription moveTo(
            SubscriptionStore.Row row, Subscription subscription, UUID tierId, BillingInterval interval, String key) {
        Tier tier = db.read(tx -> tiers.findAny(tx, tierId)).orElseThrow(ApiException::notFound);
        var item = subscription.getItems().getData().getFirst();
        boolean otherInterval =
                !interval.toString().equals(item.getPrice().getRecurring().getInterval());
        boolean paid = row.status() != SubscriptionStatus.TRIALING;
        return prices.withPrice(
                tier,
                interval,
                price -> stripe.changePrice(
                        subscription.getId(),
                        item.getId(),
                        price,
                        paid && (otherInterval || isPaidTrial(row, subscription)) ? row.currentPeriodEnd() : null,
                        TierPrices.metadata(row.id(), tier),
                        key + "-" + price));
    }

    /// The moment that the price was reckoned from which the fan was shown; from now on when that is long ago.
    private Instant shownAt(@Nullable Instant shown) {
        Instant now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        return shown == null || shown.isAfter(now) || shown.isBefore(now.minus(SHOWN))
                ? now
                : shown.truncatedTo(ChronoUnit.SECONDS);
    }

    private Optional<String> upgrade(SubscriptionStore.Row row, UUID tierId, BillingInterval to, Instant at) {
        Tier tier = target(row, tierId);
        Subscription theirs = stripe.retrieveSubscription(Objects.requireNonNull(row.stripeId()));
        if (theirs.getPendingUpdate() != null) {
            // One that waits for consent gives way to the one that is wanted now.
            stripe.voidInvoice(theirs.getLatestInvoice());
        }
        String key = "upgrade-" + Ids.next(clock);
        Subscription after = prices.withPrice(
                tier,
                to,
                price -> stripe.upgrade(
                        theirs.getId(),
                        theirs.getItems().getData().getFirst().getId(),
                        price,
                        at,
                        "trialing".equals(theirs.getStatus()),
                        key + "-" + price));
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
}
