package gg.tap2.server.billing;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What buyers may open, as far as it follows a product's fate and not a payment's.
public final class Grants {
    private static final String REASON = "taken_down";

    private Grants() {}

    /// A creator gives a product away; what is there already is left as it is.
    public static void create(Tx tx, UUID id, UUID product, UUID fan, Instant now) {
        tx.sql("""
                INSERT INTO grants (id, product_id, fan_id, source, granted_at)
                SELECT :id, :product, :fan, 'grant', :now WHERE NOT EXISTS (SELECT 1 FROM grants
                  WHERE product_id = :product AND fan_id = :fan AND source = 'grant' AND revoked_at IS NULL)""")
                .set("id", id)
                .set("product", product)
                .set("fan", fan)
                .set("now", now)
                .update();
    }

    /// A creator takes access away; returns how many grants ended.
    public static long revoke(Tx tx, UUID product, UUID fan, Instant now) {
        return tx.sql("""
                UPDATE grants SET revoked_at = :now, revoked_reason = 'creator'
                WHERE product_id = :product AND fan_id = :fan AND revoked_at IS NULL""")
                .set("now", now)
                .set("product", product)
                .set("fan", fan)
                .update();
    }

    /// Who may open something by what they have, and not by a membership.
    ///
    /// @param paid what was paid for it and did not go back; null for what was given
    /// @param payment one that opened it
    public record Holder(
            UUID fan, @Nullable Money paid, @Nullable UUID payment) {}

    /// Everybody who has one of these products, once.
    public static List<Holder> listHolders(Tx tx, Collection<UUID> products) {
        return tx.sql("""
                SELECT g.fan_id, CAST(max(CAST(y.id AS text)) AS uuid) AS payment, max(y.currency) AS currency,
                  CAST(coalesce(sum(y.amount_cents - y.refunded_cents - y.disputed_cents), 0) AS bigint) AS paid
                FROM grants g LEFT JOIN payments y ON y.id = g.payment_id
                WHERE g.revoked_at IS NULL AND g.product_id = ANY(CAST(:products AS uuid[])) GROUP BY g.fan_id""").set("products", ids(products)).list(r -> {
            String currency = r.textOrNull("currency");
            return new Holder(
                    r.uuid("fan_id"),
                    currency == null ? null : Money.of(r.number("paid"), Currency.valueOf(currency)),
                    r.uuidOrNull("payment"));
        });
    }

    /// Buyers lose access to these products, because they were taken down.
    public static void close(Tx tx, Collection<UUID> products, Instant now) {
        tx.sql("""
                UPDATE grants SET revoked_at = :now, revoked_reason = :reason
                WHERE revoked_at IS NULL AND product_id = ANY(CAST(:products AS uuid[]))""")
                .set("now", now)
                .set("reason", REASON)
                .set("products", ids(products))
                .update();
    }

    /// They get back what [#close] took, and nothing that was taken for another reason.
    public static void reopen(Tx tx, Collection<UUID> products) {
        tx.sql("""
                UPDATE grants SET revoked_at = NULL, revoked_reason = NULL
                WHERE revoked_reason = :reason AND product_id = ANY(CAST(:products AS uuid[]))""").set("reason", REASON).set("products", ids(products)).update();
    }

    private static String ids(Collection<UUID> products) {
        return SqlArrays.texts(products.stream().map(UUID::toString).toList());
    }
}
