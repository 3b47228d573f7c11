package gg.tap2.server.catalog;

import gg.tap2.server.accounts.PersonalData;
import gg.tap2.server.platform.db.Tx;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.UUID;

/// What the catalog holds about a person. When a creator goes, their page and offers leave the public; who bought a
/// product keeps it.
final class CreatorData implements PersonalData {
    private final InstantSource clock;

    CreatorData(InstantSource clock) {
        this.clock = clock;
    }

    @Override
    public String name() {
        return "catalog";
    }

    @Override
    public Object export(Tx tx, UUID userId) {
        var out = new LinkedHashMap<String, Object>();
        out.put("profile", tx.sql("""
                        SELECT json_build_object('slug', slug, 'displayName', display_name, 'bio', bio, 'links', social_links,
                          'colors', theme_colors, 'tags', tags, 'country', country, 'currency', currency, 'createdAt', created_at) AS j
                        FROM creators WHERE user_id = :user""").set("user", userId).list(r -> r.json("j", Object.class)));
        out.put("products", tx.sql("""
                        SELECT json_build_object('id', p.id, 'title', p.title, 'description', p.description, 'type', p.type,
                          'price', p.price_cents, 'currency', p.currency, 'status', p.status, 'hiddenContent', p.hidden_content,
                          'refundPolicy', p.refund_policy, 'tags', p.tags, 'lessons', p.lessons, 'createdAt', p.created_at) AS j
                        FROM products p JOIN creators c ON c.id = p.creator_id
                        WHERE c.user_id = :user AND p.deleted_at IS NULL ORDER BY p.created_at""").set("user", userId).list(r -> r.json("j", Object.class)));
        out.put("tiers", tx.sql("""
                        SELECT json_build_object('id', t.id, 'name', t.name, 'description', t.description,
                          'price', t.price_cents, 'yearlyPrice', t.yearly_price_cents, 'currency', t.currency,
                          'benefits', t.benefits, 'createdAt', t.created_at) AS j
                        FROM tiers t JOIN creators c ON c.id = t.creator_id
                        WHERE c.user_id = :user AND t.deleted_at IS NULL ORDER BY t.created_at""").set("user", userId).list(r -> r.json("j", Object.class)));
        out.put("follows", tx.sql("""
                        SELECT json_build_object('creator', c.slug, 'since', w.created_at) AS j
                        FROM follows w JOIN fans f ON f.id = w.fan_id JOIN creators c ON c.id = w.creator_id
                        WHERE f.user_id = :user ORDER BY w.created_at""").set("user", userId).list(r -> r.json("j", Object.class)));
        return out;
    }

    @Override
    public void anonymise(Tx tx, UUID userId) {
        tx.sql("DELETE FROM follows WHERE fan_id IN (SELECT id FROM fans WHERE user_id = :user)")
                .set("user", userId)
                .update();
        var creator = tx.sql("SELECT id FROM creators WHERE user_id = :user")
                .set("user", userId)
                .first(r -> r.uuid("id"));
        if (creator.isEmpty()) {
            return;
        }
        tx.sql("""
                UPDATE products SET status = 'unpublished', version = version + 1, updated_at = :now
                WHERE creator_id = :creator AND status = 'published'""").set("creator", creator.get()).set("now", clock.instant()).update();
        tx.sql(
                        "UPDATE tiers SET published = FALSE, version = version + 1, updated_at = :now WHERE creator_id = :creator AND published")
                .set("creator", creator.get())
                .set("now", clock.instant())
                .update();
    }
}
