package gg.tap2.server.library;

import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// What a fan bought and may not open any more, with the reason and what became of the money. A thing that simply
/// vanished from a library would leave its buyer without a word.
public final class FormerPurchases {
    private static final String SELECT = """
            SELECT DISTINCT ON (p.id) p.id, p.title, c.display_name, c.slug, g.revoked_at, g.revoked_reason, p.updated_at,
              p.status = 'taken_down' AS down, coalesce(y.amount_cents, 0) AS amount, coalesce(y.refunded_cents, 0) AS refunded,
              coalesce(y.currency, p.currency) AS currency
            FROM grants g JOIN products p ON p.id = g.product_id JOIN creators c ON c.id = p.creator_id
            LEFT JOIN payments y ON y.id = g.payment_id
            WHERE g.fan_id = :fan AND (g.revoked_at IS NOT NULL OR p.status = 'taken_down')
              AND (p.status = 'taken_down' OR NOT EXISTS (SELECT 1 FROM grants o WHERE o.fan_id = g.fan_id AND o.product_id = g.product_id
                AND o.revoked_at IS NULL))""";

    /// Why it cannot be opened any more.
    public enum Reason {
        REFUNDED,
        DISPUTED,
        TAKEN_DOWN,
        ENDED_BY_CREATOR;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// @param at when access ended; amounts in minor units of the currency
    public record Former(
            UUID productId,
            String title,
            String creator,
            String slug,
            Reason reason,
            Instant at,
            long amount,
            long refunded,
            Currency currency) {}

    private final Db db;

    FormerPurchases(Db db) {
        this.db = db;
    }

    public List<Former> list(UUID fanId) {
        return db.read(tx -> tx.sql(
                        "SELECT * FROM (" + SELECT
                                + " ORDER BY p.id, g.granted_at DESC) AS f ORDER BY coalesce(revoked_at, updated_at) DESC LIMIT 100")
                .set("fan", fanId)
                .list(FormerPurchases::former));
    }

    public Optional<Former> find(UUID fanId, UUID productId) {
        return db.read(tx -> tx.sql(SELECT + " AND p.id = :product ORDER BY p.id, g.granted_at DESC")
                .set("fan", fanId)
                .set("product", productId)
                .first(FormerPurchases::former));
    }

    private static Former former(Row r) {
        Instant revoked = r.instantOrNull("revoked_at");
        boolean down = r.bool("down");
        String reason = String.valueOf(r.textOrNull("revoked_reason"));
        return new Former(
                r.uuid("id"),
                r.text("title"),
                r.text("display_name"),
                r.text("slug"),
                down || reason.equals("taken_down")
                        ? Reason.TAKEN_DOWN
                        : switch (reason) {
                            case "creator" -> Reason.ENDED_BY_CREATOR;
                            case "disputed", "dispute" -> Reason.DISPUTED;
                            default -> Reason.REFUNDED;
                        },
                revoked == null ? r.instant("updated_at") : revoked,
                r.number("amount"),
                r.number("refunded"),
                Currency.valueOf(r.text("currency")));
    }
}
