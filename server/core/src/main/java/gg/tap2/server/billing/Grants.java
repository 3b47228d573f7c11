package gg.tap2.server.billing;

import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;

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
