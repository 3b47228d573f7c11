package gg.tap2.server.catalog;

import gg.tap2.model.catalog.CurrencyPreview.Price;
import gg.tap2.model.common.AmountLimits;
import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// SQL of a change of currency.
final class CurrencyStore {
    List<Price> prices(Tx tx, UUID creator, AmountLimits to) {
        var out = new ArrayList<Price>();
        tx.sql("""
                SELECT id, title, price_cents FROM products
                WHERE creator_id = :creator AND deleted_at IS NULL AND price_cents > 0 ORDER BY title, id""")
                .set("creator", creator)
                .each(r -> out.add(new Price(
                        "product",
                        r.uuid("id"),
                        r.text("title"),
                        r.number("price_cents"),
                        to.atLeastPrice(r.number("price_cents")))));
        tx.sql("""
                SELECT id, name, price_cents, yearly_price_cents FROM tiers
                WHERE creator_id = :creator AND deleted_at IS NULL ORDER BY sort_order, id""").set("creator", creator).each(r -> {
            long month = r.number("price_cents");
            out.add(new Price("tier", r.uuid("id"), r.text("name"), month, Math.max(month, to.smallestTip())));
            Long year = r.numberOrNull("yearly_price_cents");
            if (year != null) {
                out.add(new Price("tier_year", r.uuid("id"), r.text("name"), year, Math.max(year, to.smallestTip())));
            }
        });
        return out;
    }

    /// The things are locked before the first change number is taken, as by whoever changes one of them.
    void reprice(Tx tx, UUID creator, Currency to, AmountLimits limits, Instant now) {
        List<UUID> products = locked(tx, "products", creator);
        List<UUID> tiers = locked(tx, "tiers", creator);
        for (UUID id : products) {
            tx.sql("""
                    UPDATE products SET currency = :currency,
                      price_cents = CASE WHEN price_cents = 0 THEN 0 ELSE greatest(price_cents, :smallest) END,
                      suggested_price_cents = CASE WHEN suggested_price_cents > 0
                        THEN greatest(suggested_price_cents, :smallest) ELSE suggested_price_cents END,
                      version = version + 1, change_seq = :seq, updated_at = :now WHERE id = :id""")
                    .set("currency", to.name())
                    .set("smallest", limits.smallestPrice())
                    .set("seq", ChangeCounter.next(tx, creator))
                    .set("now", now)
                    .set("id", id)
                    .update();
        }
        for (UUID id : tiers) {
            // Stripe's prices are in the old currency.
            tx.sql("""
                    UPDATE tiers SET currency = :currency, price_cents = greatest(price_cents, :smallest),
                      yearly_price_cents = CASE WHEN yearly_price_cents IS NOT NULL
                        THEN greatest(yearly_price_cents, :smallest) END,
                      stripe_month_price_id = NULL, stripe_year_price_id = NULL,
                      version = version + 1, change_seq = :seq, updated_at = :now WHERE id = :id""")
                    .set("currency", to.name())
                    .set("smallest", limits.smallestTip())
                    .set("seq", ChangeCounter.next(tx, creator))
                    .set("now", now)
                    .set("id", id)
                    .update();
        }
    }

    private static List<UUID> locked(Tx tx, String table, UUID creator) {
        return tx.sql("SELECT id FROM " + table + " WHERE creator_id = :creator ORDER BY id FOR UPDATE")
                .set("creator", creator)
                .list(r -> r.uuid("id"));
    }

    void change(Tx tx, UUID creator, Currency to, List<Long> presets, long smallestGoal, long seq, Instant now) {
        tx.sql("""
                UPDATE creators SET currency = :currency, tip_presets = CAST(:presets AS bigint[]),
                  tip_goal_target = CASE WHEN tip_goal_target IS NOT NULL
                    THEN greatest(tip_goal_target, :goal) END,
                  version = version + 1, change_seq = :seq, updated_at = :now WHERE id = :id""")
                .set("currency", to.name())
                .set("presets", SqlArrays.raw(presets))
                .set("goal", smallestGoal)
                .set("seq", seq)
                .set("now", now)
                .set("id", creator)
                .update();
    }
}
