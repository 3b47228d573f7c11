package gg.tap2.server.catalog;

import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.server.platform.db.Tx;
import java.util.List;
import java.util.UUID;

/// Under which ids Stripe knows a tier and the prices that are sold now.
public final class TierPriceIds {
    private TierPriceIds() {}

    public static void recordProduct(Tx tx, UUID tier, String product, String name) {
        tx.sql("UPDATE tiers SET stripe_product_id = :product, stripe_product_name = :name WHERE id = :id")
                .set("id", tier)
                .set("product", product)
                .set("name", name)
                .update();
    }

    /// Records a price as the one that is sold, if the tier still costs that amount.
    public static void recordPrice(
            Tx tx, UUID tier, String product, BillingInterval interval, String price, long amount) {
        boolean month = interval == BillingInterval.MONTH;
        tx.sql("UPDATE tiers SET stripe_product_id = :product WHERE id = :id")
                .set("id", tier)
                .set("product", product)
                .update();
        tx.sql("UPDATE tiers SET " + (month ? "stripe_month_price_id" : "stripe_year_price_id")
                        + " = :price WHERE id = :id AND " + (month ? "price_cents" : "yearly_price_cents")
                        + " = :amount")
                .set("id", tier)
                .set("price", price)
                .set("amount", amount)
                .update();
    }

    /// Sells that price no more.
    public static void removePrice(Tx tx, UUID tier, String price) {
        for (String column : List.of("stripe_month_price_id", "stripe_year_price_id")) {
            tx.sql("UPDATE tiers SET " + column + " = NULL WHERE id = :id AND " + column + " = :price")
                    .set("id", tier)
                    .set("price", price)
                    .update();
        }
    }

    /// Removes a product, and with it the prices that are sold.
    public static void removeProduct(Tx tx, UUID tier, String product) {
        tx.sql("""
                UPDATE tiers SET stripe_product_id = NULL, stripe_month_price_id = NULL, stripe_year_price_id = NULL
                WHERE id = :id AND stripe_product_id = :product""").set("id", tier).set("product", product).update();
    }
}
