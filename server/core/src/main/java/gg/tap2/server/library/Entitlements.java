package gg.tap2.server.library;

import gg.tap2.model.billing.FanGrant;
import gg.tap2.model.billing.LibraryItem;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.common.Ids;
import gg.tap2.server.billing.Grants;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/// Who may open what: a grant that is not revoked, or a live membership of the product's tier or a dearer one.
public final class Entitlements {
    /// Memberships that open product `p`: of its tier or a dearer one.
    private static final String MEMBERSHIPS = """
            FROM tiers gate JOIN subscriptions s ON s.creator_id = gate.creator_id
              AND s.status IN ('trialing', 'active', 'past_due') JOIN tiers mine ON mine.id = s.tier_id
              WHERE gate.id = p.tier_id AND p.status = 'published' AND p.deleted_at IS NULL
                AND (mine.id = gate.id OR mine.price_cents >= gate.price_cents)""";
    private static final String TIER = "EXISTS (SELECT 1 " + MEMBERSHIPS + " AND s.fan_id = :fan)";
    /// Everybody who may open `:product`, with a payment for it where there is one; some more than once.
    public static final String READERS = """
            SELECT g.fan_id, CAST(g.payment_id AS text) AS payment FROM products p
            JOIN grants g ON g.product_id = p.id AND g.revoked_at IS NULL WHERE p.id = :product AND p.status <> 'taken_down'
            UNION ALL
            SELECT m.fan_id, NULL FROM products p CROSS JOIN LATERAL (SELECT s.fan_id\s""" + MEMBERSHIPS + """
            ) m WHERE p.id = :product""";
    private static final String GRANT =
            "EXISTS (SELECT 1 FROM grants g WHERE g.product_id = p.id AND g.fan_id = :fan AND g.revoked_at IS NULL)";
    /// First whatever may be theirs, found by the fan: looking at every product of the platform would take seconds.
    private static final String LIST = """
            SELECT p.id, p.type, p.title, p.cover_image_url, c.slug, c.display_name, jsonb_array_length(p.lessons) AS lessons,
              coalesce(own.source, 'tier') AS source, own.purchase_id, coalesce(own.granted_at, p.published_at, p.created_at) AS since,
              (SELECT count(*) FROM lesson_progress l WHERE l.fan_id = :fan AND l.product_id = p.id) AS done
            FROM products p JOIN creators c ON c.id = p.creator_id
            LEFT JOIN LATERAL (SELECT g.source, g.granted_at, (SELECT u.id FROM purchases u WHERE u.payment_id = g.payment_id) AS purchase_id
              FROM grants g WHERE g.product_id = p.id AND g.fan_id = :fan AND g.revoked_at IS NULL ORDER BY g.granted_at LIMIT 1) own ON true
            WHERE p.id IN (SELECT k.product_id FROM grants k WHERE k.fan_id = :fan AND k.revoked_at IS NULL
              UNION SELECT o.id FROM subscriptions s JOIN tiers t ON t.creator_id = s.creator_id JOIN products o ON o.tier_id = t.id
                WHERE s.fan_id = :fan AND s.status IN ('trialing', 'active', 'past_due'))
              AND p.status <> 'taken_down' AND (own.granted_at IS NOT NULL OR\s""" + TIER + ")";

    private final Db db;
    private final InstantSource clock;

    Entitlements(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    public boolean mayOpen(Tx tx, UUID fanId, UUID productId) {
        return tx.sql("SELECT 1 FROM products p WHERE p.id = :product AND p.status <> 'taken_down' AND (" + GRANT
                        + " OR " + TIER + ")")
                .set("fan", fanId)
                .set("product", productId)
                .exists();
    }

    public boolean mayOpen(UUID fanId, UUID productId) {
        return db.read(tx -> mayOpen(tx, fanId, productId));
    }

    /// Whether that payment's own purchase still opens the product. This is what a payment's token proves; it proves
    /// nothing of what else was bought with the same address.
    boolean paymentOpens(Tx tx, UUID paymentId, UUID productId) {
        return tx.sql("""
                        SELECT 1 FROM grants g JOIN products p ON p.id = g.product_id AND p.status <> 'taken_down'
                        WHERE g.payment_id = :payment AND g.product_id = :product AND g.revoked_at IS NULL""").set("payment", paymentId).set("product", productId).exists();
    }

    public boolean paymentOpens(UUID paymentId, UUID productId) {
        return db.read(tx -> paymentOpens(tx, paymentId, productId));
    }

    private static final String NAMED =
            " AND (CAST(:q AS text) = '' OR position(lower(CAST(:q AS text)) IN lower(p.title || ' ' || c.display_name)) > 0)";

    /// Everything the fan may open, newest first.
    public List<LibraryItem> library(UUID fanId, int limit, int offset) {
        return library(fanId, "", limit, offset);
    }

    /// The same, of things or creators that have those words in their name; all of them without words.
    public List<LibraryItem> library(UUID fanId, String words, int limit, int offset) {
        return db.read(tx -> tx.sql(LIST + NAMED + " ORDER BY since DESC, p.id LIMIT :limit OFFSET :offset")
                .set("fan", fanId)
                .set("q", words.strip())
                .set("limit", limit)
                .set("offset", offset)
                .list(Entitlements::item));
    }

    public long count(UUID fanId) {
        return count(fanId, "");
    }

    public long count(UUID fanId, String words) {
        return db.read(tx -> tx.sql("SELECT count(*) AS n FROM (" + LIST + NAMED + ") AS l")
                .set("fan", fanId)
                .set("q", words.strip())
                .one(r -> r.number("n")));
    }

    /// @throws ApiException 404 when the fan may not open it
    public LibraryItem item(UUID fanId, UUID productId) {
        return db.read(tx -> tx.sql(LIST + " AND p.id = :product")
                        .set("fan", fanId)
                        .set("product", productId)
                        .first(Entitlements::item))
                .orElseThrow(ApiException::notFound);
    }

    private static LibraryItem item(Row r) {
        return new LibraryItem(
                r.uuid("id"),
                r.enumeration("type", ProductType.class),
                r.text("title"),
                r.textOrNull("cover_image_url"),
                r.text("slug"),
                r.text("display_name"),
                r.text("source"),
                r.uuidOrNull("purchase_id"),
                r.instant("since"),
                r.integer("done"),
                r.integer("lessons"));
    }

    /// A creator gives a product to a known buyer or follower of theirs; repeating it changes nothing.
    public void grant(UUID creatorId, UUID productId, UUID fanId) {
        db.transact(tx -> {
            requireOwn(tx, creatorId, productId);
            boolean known =
                    tx.sql("""
                            SELECT 1 FROM fans f WHERE f.id = :fan AND (
                              EXISTS (SELECT 1 FROM payments y WHERE y.fan_id = f.id AND y.creator_id = :creator)
                              OR EXISTS (SELECT 1 FROM follows w WHERE w.fan_id = f.id AND w.creator_id = :creator)) FOR UPDATE OF f""").set("fan", fanId).set("creator", creatorId).exists();
            if (!known) {
                throw ApiException.notFound();
            }
            Grants.create(tx, Ids.next(clock), productId, fanId, clock.instant());
        });
    }

    /// What a fan may open, and could, without what memberships open; the latest first.
    public List<FanGrant> ofFan(UUID creatorId, UUID fanId) {
        return db.read(tx -> tx.sql("""
                        SELECT p.id, p.title, g.source, g.granted_at, g.revoked_at, g.revoked_reason FROM grants g
                        JOIN products p ON p.id = g.product_id AND p.creator_id = :creator
                        WHERE g.fan_id = :fan ORDER BY g.granted_at DESC, g.id LIMIT 200""")
                .set("creator", creatorId)
                .set("fan", fanId)
                .list(r -> new FanGrant(
                        r.uuid("id"),
                        r.text("title"),
                        r.text("source"),
                        r.instant("granted_at"),
                        r.instantOrNull("revoked_at"),
                        r.textOrNull("revoked_reason"))));
    }

    /// Takes access away; returns how many grants ended.
    public long revoke(UUID creatorId, UUID productId, UUID fanId) {
        return db.inTransaction(tx -> {
            requireOwn(tx, creatorId, productId);
            return Grants.revoke(tx, productId, fanId, clock.instant());
        });
    }

    private static void requireOwn(Tx tx, UUID creatorId, UUID productId) {
        if (!tx.sql("SELECT 1 FROM products WHERE id = :id AND creator_id = :creator")
                .set("id", productId)
                .set("creator", creatorId)
                .exists()) {
            throw ApiException.notFound();
        }
    }
}
