package gg.tap2.server.catalog;

import gg.tap2.model.catalog.SaveTier;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Sql;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All SQL of tiers.
final class TierStore {
    private static final String SELECT = """
            SELECT t.id, t.creator_id, t.name, t.description, t.price_cents, t.yearly_price_cents, t.currency, t.trial_days,
              t.image_upload_id, t.image_url, to_jsonb(t.benefits) AS benefits, t.sort_order, t.published, t.version,
              t.created_at, t.updated_at,
              (SELECT count(*) FROM subscriptions s WHERE s.tier_id = t.id AND s.status IN ('trialing', 'active', 'past_due')) AS members
            FROM tiers t""";

    private static Tier tier(Row r) {
        return new Tier(
                r.uuid("id"),
                r.uuid("creator_id"),
                r.text("name"),
                r.text("description"),
                r.number("price_cents"),
                r.numberOrNull("yearly_price_cents"),
                Currency.valueOf(r.text("currency")),
                r.integer("trial_days"),
                r.uuidOrNull("image_upload_id"),
                r.textOrNull("image_url"),
                r.json("benefits", ProfileStore.STRINGS),
                r.integer("sort_order"),
                r.bool("published"),
                r.number("version"),
                r.instant("created_at"),
                r.instant("updated_at"),
                r.number("members"));
    }

    List<Tier> list(Tx tx, UUID creator) {
        return tx.sql(
                        SELECT
                                + " WHERE t.creator_id = :creator AND t.deleted_at IS NULL ORDER BY t.sort_order, t.price_cents")
                .set("creator", creator)
                .list(TierStore::tier);
    }

    List<Tier> changedBetween(Tx tx, UUID creator, long after, long upTo) {
        return tx.sql(
                        SELECT
                                + " WHERE t.creator_id = :creator AND t.change_seq > :after AND t.change_seq <= :upTo AND t.deleted_at IS NULL ORDER BY t.change_seq")
                .set("creator", creator)
                .set("after", after)
                .set("upTo", upTo)
                .list(TierStore::tier);
    }

    Optional<Tier> find(Tx tx, UUID creator, UUID id) {
        return tx.sql(SELECT + " WHERE t.id = :id AND t.creator_id = :creator AND t.deleted_at IS NULL")
                .set("id", id)
                .set("creator", creator)
                .first(TierStore::tier);
    }

    Optional<Tier> findForUpdate(Tx tx, UUID creator, UUID id) {
        return tx.sql(SELECT + " WHERE t.id = :id AND t.creator_id = :creator AND t.deleted_at IS NULL FOR UPDATE OF t")
                .set("id", id)
                .set("creator", creator)
                .first(TierStore::tier);
    }

    Optional<Tier> findAny(Tx tx, UUID id) {
        return tx.sql(SELECT + " WHERE t.id = :id").set("id", id).first(TierStore::tier);
    }

    void insert(Tx tx, UUID id, UUID creator, SaveTier t, @Nullable String imageUrl, long seq, Instant now) {
        fields(tx.sql("""
                INSERT INTO tiers (id, creator_id, currency, name, description, price_cents, yearly_price_cents, trial_days,
                  image_upload_id, image_url, benefits, sort_order, published, change_seq, created_at, updated_at)
                SELECT :id, c.id, c.currency, :name, :description, :price, CAST(:yearly AS bigint), :trial,
                  CAST(:imageId AS uuid), :image, CAST(:benefits AS text[]), :sort, :published, :seq, :now, :now
                FROM creators c WHERE c.id = :creator"""), t, imageUrl)
                .set("id", id)
                .set("creator", creator)
                .set("seq", seq)
                .set("now", now)
                .update();
    }

    void update(Tx tx, UUID id, SaveTier t, @Nullable String imageUrl, long seq, Instant now) {
        fields(tx.sql("""
                UPDATE tiers SET name = :name, description = :description,
                  stripe_month_price_id = CASE WHEN price_cents = :price THEN stripe_month_price_id END,
                  stripe_year_price_id = CASE WHEN yearly_price_cents = CAST(:yearly AS bigint) THEN stripe_year_price_id END,
                  price_cents = :price, yearly_price_cents = CAST(:yearly AS bigint), trial_days = :trial,
                  image_upload_id = CAST(:imageId AS uuid), image_url = :image, benefits = CAST(:benefits AS text[]),
                  sort_order = :sort, published = :published, version = version + 1, change_seq = :seq, updated_at = :now
                WHERE id = :id"""), t, imageUrl)
                .set("id", id)
                .set("seq", seq)
                .set("now", now)
                .update();
    }

    private static Sql fields(Sql sql, SaveTier t, @Nullable String imageUrl) {
        UUID image = t.imageUploadId();
        return sql.set("name", t.name().strip())
                .set("description", t.description() == null ? "" : t.description())
                .set("price", t.price())
                .set("yearly", t.yearlyPrice())
                .set("trial", t.trialDays())
                .set("imageId", image == null ? null : image.toString())
                .set("image", imageUrl)
                .set("benefits", SqlArrays.texts(t.benefits()))
                .set("sort", t.sortOrder())
                .set("published", t.published());
    }

    /// Locks what a tier opens, in the order of ids.
    void lockProducts(Tx tx, UUID id) {
        tx.sql("SELECT id FROM products WHERE tier_id = :id ORDER BY id FOR NO KEY UPDATE")
                .set("id", id)
                .exists();
    }

    /// Deletes a tier. What it opened goes to the cheapest tier that is as dear; without one, a product that is sold
    /// stays on sale, and one for members only is closed until its creator names another tier. Nothing that was for
    /// members becomes everybody's.
    void delete(Tx tx, UUID id, long seq, Instant now) {
        tx.sql("UPDATE tiers SET deleted_at = :now, published = FALSE, updated_at = :now WHERE id = :id")
                .set("id", id)
                .set("now", now)
                .update();
        tx.sql("""
                UPDATE products p SET tier_id = n.id, access = CASE WHEN n.id IS NOT NULL THEN p.access
                    WHEN coalesce(nullif(p.access, 'for_sale'), CASE WHEN p.price_cents = 0 AND NOT p.pay_what_you_want THEN 'members_only' END)
                      = 'members_only' THEN 'members_only' ELSE 'for_sale' END,
                  version = p.version + 1, change_seq = :seq, updated_at = :now
                FROM tiers t LEFT JOIN LATERAL (
                  SELECT o.id FROM tiers o WHERE o.creator_id = t.creator_id AND o.deleted_at IS NULL
                    AND o.price_cents >= t.price_cents ORDER BY o.price_cents, o.sort_order LIMIT 1) n ON TRUE
                WHERE t.id = :id AND p.tier_id = t.id""").set("id", id).set("seq", seq).set("now", now).update();
    }
}
