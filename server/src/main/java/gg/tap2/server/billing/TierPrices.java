package gg.tap2.server.billing;

import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.catalog.Tier;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.stripe.StripeGateway;
import java.util.Map;
import java.util.UUID;

/// What tiers cost here and at Stripe, where each has one product and one price for each interval.
final class TierPrices {
    private final Db db;
    private final StripeGateway stripe;
    private final SubscriptionStore store = new SubscriptionStore();

    TierPrices(Db db, StripeGateway stripe) {
        this.db = db;
        this.stripe = stripe;
    }

    /// The price of one period, in minor units of the tier's currency.
    ///
    /// @throws ApiException 422 for a yearly period that the tier does not offer
    static long price(Tier tier, BillingInterval interval) {
        if (interval == BillingInterval.MONTH) {
            return tier.price();
        }
        Long yearly = tier.yearlyPrice();
        if (yearly == null) {
            throw ApiException.invalid("interval", "unknown");
        }
        return yearly;
    }

    /// The Stripe price of a tier, made on first use.
    String stripePrice(Tier tier, BillingInterval interval) {
        SubscriptionStore.StripeIds ids = db.read(tx -> store.stripeIds(tx, tier.id()));
        String price = interval == BillingInterval.MONTH ? ids.monthPrice() : ids.yearPrice();
        if (price != null) {
            return price;
        }
        String product = ids.product() != null ? ids.product() : stripe.createProduct(tier.id(), tier.name());
        String made = stripe.createPrice(product, price(tier, interval), tier.currency(), interval);
        db.transact(tx -> store.keepPrice(tx, tier.id(), product, interval, made));
        return made;
    }

    /// What Stripe carries along with a subscription, so that its events find ours.
    static Map<String, String> metadata(UUID id, Tier tier) {
        return Map.of(
                "subscriptionId",
                id.toString(),
                "type",
                "subscription",
                "creatorId",
                tier.creatorId().toString(),
                "tierId",
                tier.id().toString());
    }
}
