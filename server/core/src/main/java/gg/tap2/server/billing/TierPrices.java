package gg.tap2.server.billing;

import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.catalog.Tier;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.stripe.ProviderException;
import gg.tap2.server.stripe.ProviderSetupException;
import gg.tap2.server.stripe.StripeGateway;
import java.time.InstantSource;
import java.util.Map;
import java.util.UUID;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// What tiers cost here and at Stripe, where each has one product and one price for each interval.
final class TierPrices {
    private static final Logger LOG = LoggerFactory.getLogger(TierPrices.class);

    private final Db db;
    private final InstantSource clock;
    private final StripeGateway stripe;
    private final SubscriptionStore store = new SubscriptionStore();

    TierPrices(Db db, InstantSource clock, StripeGateway stripe) {
        this.db = db;
        this.clock = clock;
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

    /// Does something with the Stripe price of a tier. One that is gone or was archived at Stripe is forgotten and made
    /// anew, once. Calls Stripe.
    ///
    /// @param work may be done twice; its first try then had no effect
    <T> T withPrice(Tier tier, BillingInterval interval, Function<String, T> work) {
        String price = stripePrice(tier, interval, "");
        try {
            return stripe.healing(() -> work.apply(price));
        } catch (ProviderSetupException e) {
            if (e.isOfKey() || stripe.isSold(price)) {
                throw stripe.unhealed(e);
            }
        }
        LOG.warn("the Stripe price of tier {} is sold no more there; a new one is made", tier.id());
        db.transact(tx -> store.forgetPrice(tx, tier.id(), price));
        return work.apply(stripePrice(tier, interval, price));
    }

    /// The Stripe price of a tier, made on first use.
    private String stripePrice(Tier tier, BillingInterval interval, String instead) {
        SubscriptionStore.StripeIds ids = db.read(tx -> store.stripeIds(tx, tier.id()));
        String name = tier.name() + " · " + ids.creator();
        String known = ids.product();
        if (known != null && !name.equals(ids.productName())) {
            rename(tier, known, name);
        }
        String price = interval == BillingInterval.MONTH ? ids.monthPrice() : ids.yearPrice();
        if (price != null) {
            return price;
        }
        String product = known != null && stripe.hasProduct(known) ? known : product(tier, known, name);
        long amount = price(tier, interval);
        String made = stripe.createPrice(product, amount, tier.currency(), interval, instead);
        db.transact(tx -> store.keepPrice(tx, tier.id(), product, interval, made, amount, clock.instant()));
        return made;
    }

    private String product(Tier tier, @Nullable String gone, String name) {
        if (gone != null) {
            db.transact(tx -> store.forgetProduct(tx, tier.id(), gone));
        }
        String made = stripe.createProduct(tier.id(), name, gone == null ? "" : gone);
        db.transact(tx -> store.keepProduct(tx, tier.id(), made, name));
        return made;
    }

    private void rename(Tier tier, String product, String name) {
        try {
            stripe.healing(() -> {
                stripe.renameProduct(product, name);
                return name;
            });
            db.transact(tx -> store.keepProduct(tx, tier.id(), product, name));
        } catch (ProviderException e) {
            // The old name is a lesser evil than a sale that does not happen.
            LOG.warn("the Stripe product of tier {} keeps its old name: {}", tier.id(), e.toString());
        }
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
