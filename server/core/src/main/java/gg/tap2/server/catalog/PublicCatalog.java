package gg.tap2.server.catalog;

import com.fasterxml.jackson.core.type.TypeReference;
import gg.tap2.model.catalog.Lesson;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.PublicCreator;
import gg.tap2.model.catalog.PublicProduct;
import gg.tap2.model.catalog.PublicTier;
import gg.tap2.model.catalog.ThemeColors;
import gg.tap2.model.catalog.TipGoal;
import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Sql;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.PageRequest;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What everyone may see of published creators.
public final class PublicCatalog {
    private static final TypeReference<List<PublicProduct.PublicFile>> FILES = new TypeReference<>() {};
    private static final TypeReference<List<Lesson>> LESSONS = new TypeReference<>() {};

    private static final String CREATOR = """
            SELECT c.id, c.slug, c.display_name, c.bio, c.avatar_url, c.banner_url, c.social_links, c.theme_colors,
              to_jsonb(c.tags) AS tags, to_jsonb(c.tip_presets) AS tip_presets, c.tip_goal_title, c.tip_goal_target, c.currency,
              (SELECT count(*) FROM products p WHERE p.creator_id = c.id AND p.status = 'published' AND p.deleted_at IS NULL) AS products,
              greatest(c.supporter_count,
                (SELECT count(*) FROM subscriptions s WHERE s.creator_id = c.id AND s.status IN ('active', 'trialing', 'past_due'))) AS supporters,
              CASE WHEN c.tip_goal_target IS NULL THEN 0 ELSE (SELECT CAST(coalesce(sum(t.amount_cents), 0) AS bigint) FROM tips t
                WHERE t.creator_id = c.id AND t.status = 'completed' AND t.created_at >= coalesce(c.tip_goal_since, c.created_at)) END AS raised
            FROM creators c JOIN users u ON u.id = c.user_id AND u.status = 'active'""";

    private static final String PRODUCT = """
            SELECT p.id, p.creator_id, c.slug, c.display_name, p.type, p.title, p.description, p.price_cents, p.currency,
              p.pay_what_you_want, p.suggested_price_cents, p.cover_image_url, p.tier_id, p.access, to_jsonb(p.tags) AS tags,
              p.lessons, p.refund_policy, p.published_at,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('title', f.title, 'contentType', u.content_type, 'size', u.size,
                 'inside', CASE WHEN p.show_contents THEN u.listing END)
                 ORDER BY f.position), CAST('[]' AS jsonb))
               FROM product_files f JOIN uploads u ON u.id = f.upload_id WHERE f.product_id = p.id) AS files
            FROM products p JOIN creators c ON c.id = p.creator_id JOIN users u ON u.id = c.user_id AND u.status = 'active'
            WHERE p.status = 'published' AND p.deleted_at IS NULL AND c.published""";

    private final Db db;

    PublicCatalog(Db db) {
        this.db = db;
    }

    static PublicCreator creator(Row r) {
        String goal = r.textOrNull("tip_goal_title");
        return new PublicCreator(
                r.uuid("id"),
                r.text("slug"),
                r.text("display_name"),
                r.text("bio"),
                r.textOrNull("avatar_url"),
                r.textOrNull("banner_url"),
                r.json("social_links", ProfileStore.STRING_MAP),
                r.json("theme_colors", ThemeColors.class),
                r.json("tags", ProfileStore.STRINGS),
                r.json("tip_presets", ProfileStore.LONGS),
                goal == null ? null : new TipGoal(goal, r.number("tip_goal_target"), r.number("raised")),
                Currency.valueOf(r.text("currency")),
                r.number("products"),
                r.number("supporters"));
    }

    static PublicProduct product(Row r) {
        return new PublicProduct(
                r.uuid("id"),
                r.uuid("creator_id"),
                r.text("slug"),
                r.text("display_name"),
                r.enumeration("type", ProductType.class),
                r.text("title"),
                r.text("description"),
                r.number("price_cents"),
                Currency.valueOf(r.text("currency")),
                r.bool("pay_what_you_want"),
                r.numberOrNull("suggested_price_cents"),
                r.textOrNull("cover_image_url"),
                r.uuidOrNull("tier_id"),
                ProductStore.access(r),
                r.json("tags", ProfileStore.STRINGS),
                r.json("files", FILES),
                r.json("lessons", LESSONS).stream().map(Lesson::title).toList(),
                r.text("refund_policy"),
                r.instant("published_at"));
    }

    /// The name of a creator who sold something, whatever has become of the page since; empty for none.
    public String nameOf(UUID creatorId) {
        return db.read(tx -> tx.sql("SELECT display_name FROM creators WHERE id = :id")
                .set("id", creatorId)
                .first(r -> r.text("display_name"))
                .orElse(""));
    }

    public Optional<PublicCreator> findCreator(String slug) {
        return db.read(tx -> findCreator(tx, slug));
    }

    /// The creator with that address, or with that address before; the answer names the present one.
    public Optional<PublicCreator> findCreator(Tx tx, String slug) {
        return tx.sql(CREATOR + " WHERE c.slug = :slug AND c.published")
                .set("slug", slug)
                .first(PublicCatalog::creator)
                .or(() -> tx.sql(
                                CREATOR
                                        + " WHERE c.id = (SELECT f.creator_id FROM former_slugs f WHERE f.slug = :slug) AND c.published")
                        .set("slug", slug)
                        .first(PublicCatalog::creator));
    }

    public List<PublicProduct> products(UUID creatorId, PageRequest page) {
        return db.read(tx -> tx.sql(PRODUCT
                        + " AND p.creator_id = :creator ORDER BY p.published_at DESC, p.id LIMIT :limit OFFSET :offset")
                .set("creator", creatorId)
                .set("limit", page.limit())
                .set("offset", page.offset())
                .list(PublicCatalog::product));
    }

    /// What came out of any of these creators, the latest first.
    public List<PublicProduct> productsOf(Collection<UUID> creators, int limit, int offset) {
        if (creators.isEmpty()) {
            return List.of();
        }
        return db.read(tx -> tx.sql(
                        PRODUCT
                                + " AND p.creator_id = ANY(CAST(:creators AS uuid[])) ORDER BY p.published_at DESC, p.id LIMIT :limit OFFSET :offset")
                .set("creators", SqlArrays.raw(creators))
                .set("limit", limit)
                .set("offset", offset)
                .list(PublicCatalog::product));
    }

    private static final String NEXT = """
            SELECT o.id, o.creator_id, o.published_at FROM products o JOIN creators a ON a.id = o.creator_id AND a.published
            JOIN users b ON b.id = a.user_id AND b.status = 'active' WHERE o.status = 'published' AND o.deleted_at IS NULL""";

    /// What came out last, at most one of a creator, so that nobody fills the page. It is found by going back in time
    /// past everything of those who are there already.
    public List<PublicProduct> newest(int limit) {
        return db.read(tx -> tx.sql(
                        "WITH RECURSIVE walk AS (SELECT n.*, 1 AS step, ARRAY[n.creator_id] AS seen FROM (" + NEXT
                                + " ORDER BY o.published_at DESC, o.id LIMIT 1) n"
                                + " UNION ALL SELECT n.*, w.step + 1, w.seen || n.creator_id FROM walk w CROSS JOIN LATERAL ("
                                + NEXT
                                + " AND o.published_at <= w.published_at AND o.creator_id <> ALL(w.seen) ORDER BY o.published_at DESC, o.id LIMIT 1) n"
                                + " WHERE w.step < CAST(:limit AS int)) " + PRODUCT
                                + " AND p.id IN (SELECT w.id FROM walk w) ORDER BY p.published_at DESC, p.id LIMIT :limit")
                .set("limit", limit)
                .list(PublicCatalog::product));
    }

    /// Products whose title or tags have the words in them, or nearly; the closest first. Of words that stand in very
    /// many titles, some of those are looked at.
    public List<PublicProduct> searchProducts(String words, int limit) {
        String q = words.strip();
        return db.inTransaction(tx -> {
            alike(tx, "0.5");
            return tx.sql(PRODUCT + """
                     AND p.id IN (SELECT o.id FROM products o WHERE o.status = 'published' AND o.deleted_at IS NULL
                        AND (lower(o.title) LIKE lower(:part) OR o.tags @> ARRAY[CAST(:tag AS text)] OR lower(:q) <% lower(o.title)) LIMIT 2000)
                    ORDER BY word_similarity(lower(:q), lower(p.title)) DESC, p.published_at DESC, p.id LIMIT :limit""")
                    .set("q", q)
                    .set("part", Likes.part(q))
                    .set("tag", Tags.normal(q))
                    .set("limit", limit)
                    .list(PublicCatalog::product);
        });
    }

    /// How much alike words must be, from 0 to 1, for `<%` in this transaction. Unlike a comparison of numbers, it is
    /// found in an index.
    private static void alike(Tx tx, String least) {
        tx.sql("SELECT set_config('pg_trgm.word_similarity_threshold', :least, TRUE) AS least")
                .set("least", least)
                .exists();
    }

    public Optional<PublicProduct> findProduct(UUID id) {
        return db.read(tx -> tx.sql(PRODUCT + " AND p.id = :id").set("id", id).first(PublicCatalog::product));
    }

    /// Whether everybody can see it.
    public boolean isOut(Tx tx, UUID product) {
        return tx.sql("""
                        SELECT 1 FROM products p JOIN creators c ON c.id = p.creator_id AND c.published
                        JOIN users u ON u.id = c.user_id AND u.status = 'active'
                        WHERE p.id = :id AND p.status = 'published' AND p.deleted_at IS NULL""").set("id", product).exists();
    }

    /// The tiers on offer that open what belongs to that tier: itself and the dearer ones, the cheapest first.
    public List<PublicTier> opening(@Nullable UUID gate, UUID creatorId) {
        if (gate == null) {
            return List.of();
        }
        long price = db.read(tx -> tx.sql("SELECT price_cents FROM tiers WHERE id = :id")
                .set("id", gate)
                .first(r -> r.number("price_cents"))
                .orElse(Long.MAX_VALUE));
        return tiers(creatorId).stream()
                .filter(t -> t.id().equals(gate) || t.price() >= price)
                .sorted(Comparator.comparing(PublicTier::price))
                .toList();
    }

    public List<PublicTier> tiers(UUID creatorId) {
        return db.read(tx -> tx.sql("""
                SELECT id, name, description, price_cents, yearly_price_cents, currency, trial_days, image_url,
                  to_jsonb(benefits) AS benefits
                FROM tiers WHERE creator_id = :creator AND published AND deleted_at IS NULL ORDER BY sort_order, price_cents""")
                .set("creator", creatorId)
                .list(r -> new PublicTier(
                        r.uuid("id"),
                        r.text("name"),
                        r.text("description"),
                        r.number("price_cents"),
                        r.numberOrNull("yearly_price_cents"),
                        Currency.valueOf(r.text("currency")),
                        r.integer("trial_days"),
                        r.textOrNull("image_url"),
                        r.json("benefits", ProfileStore.STRINGS))));
    }

    /// A page of discovery. Text matches names, bios, tags and product titles; names also with typing mistakes, and
    /// they come first. Then the order is that of [Ranking]. A tag is a creator's own, or one of a product that is
    /// out.
    public record Discovery(List<PublicCreator> creators, long total) {}

    private static final String TAGGED = """
            AND c.id IN (SELECT t.id FROM creators t WHERE t.published AND t.tags @> ARRAY[CAST(:tag AS text)]
              UNION SELECT t.creator_id FROM products t WHERE t.status = 'published' AND t.deleted_at IS NULL
                AND t.tags @> ARRAY[CAST(:tag AS text)])""";
    private static final String NAMED =
            " AND (c.search_text LIKE lower(CAST(:part AS text)) OR lower(CAST(:q AS text)) <% lower(c.display_name))";

    public Discovery discover(@Nullable String text, @Nullable String tag, PageRequest page) {
        String q = text == null || text.isBlank() ? "" : text.strip();
        String t = tag == null ? "" : Tags.normal(tag);
        String where = " WHERE c.published " + (t.isEmpty() ? "" : TAGGED) + (q.isEmpty() ? "" : NAMED);
        String closest = q.isEmpty() ? "" : "word_similarity(lower(CAST(:q AS text)), lower(c.display_name)) DESC, ";
        return db.inTransaction(tx -> {
            if (!q.isEmpty()) {
                alike(tx, "0.5");
            }
            return new Discovery(
                    wanted(
                                    tx.sql(CREATOR + where + " ORDER BY " + closest
                                            + "c.rank_score DESC, c.created_at DESC, c.id LIMIT :limit OFFSET :offset"),
                                    q,
                                    t)
                            .set("limit", page.limit())
                            .set("offset", page.offset())
                            .list(PublicCatalog::creator),
                    wanted(
                                    tx.sql(
                                            "SELECT count(*) AS n FROM creators c JOIN users u ON u.id = c.user_id AND u.status = 'active'"
                                                    + where),
                                    q,
                                    t)
                            .one(r -> r.number("n")));
        });
    }

    private static Sql wanted(Sql sql, String q, String tag) {
        if (!tag.isEmpty()) {
            sql.set("tag", tag);
        }
        return q.isEmpty() ? sql : sql.set("q", q).set("part", Likes.part(q));
    }

    /// Tags in use by the creators who stand first, most frequent first; each creator counts once for a tag, and with
    /// their newest products.
    public List<String> popularTags(int limit) {
        return db.read(tx -> tx.sql("""
                SELECT x.tag FROM (
                    SELECT c.id, c.tags FROM creators c JOIN users u ON u.id = c.user_id AND u.status = 'active' WHERE c.published
                    ORDER BY c.rank_score DESC, c.created_at DESC, c.id LIMIT 200) a
                  CROSS JOIN LATERAL (SELECT unnest(a.tags) AS tag UNION SELECT unnest(n.tags) FROM (
                    SELECT p.tags FROM products p WHERE p.creator_id = a.id AND p.status = 'published' AND p.deleted_at IS NULL
                    ORDER BY p.published_at DESC LIMIT 20) n) x
                GROUP BY x.tag ORDER BY count(*) DESC, x.tag LIMIT :limit""").set("limit", limit).list(r -> r.text("tag")));
    }
}
