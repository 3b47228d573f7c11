package gg.tap2.server.library;

import gg.tap2.server.platform.db.Db;
import java.util.List;
import java.util.UUID;

/// Whose new things a fan wants to see: everybody they follow, are a member of, or have paid.
public final class Following {
    private static final int MOST = 2_000;

    private final Db db;

    Following(Db db) {
        this.db = db;
    }

    /// A creator that a fan follows.
    public record Followed(UUID id, String slug, String name) {}

    /// Those that the fan follows by a click, by name; creators who are gone are left out.
    public List<Followed> followed(UUID fan) {
        return db.read(tx -> tx.sql("""
                SELECT c.id, c.slug, c.display_name FROM follows w JOIN creators c ON c.id = w.creator_id AND c.published
                WHERE w.fan_id = :fan ORDER BY lower(c.display_name), c.id LIMIT :most""")
                .set("fan", fan)
                .set("most", MOST)
                .list(r -> new Followed(r.uuid("id"), r.text("slug"), r.text("display_name"))));
    }

    /// Everybody whose new things are shown.
    public List<UUID> creators(UUID fan) {
        return db.read(tx -> tx.sql("""
                SELECT w.creator_id AS id FROM follows w WHERE w.fan_id = :fan
                UNION SELECT s.creator_id FROM subscriptions s WHERE s.fan_id = :fan AND s.status IN ('trialing', 'active', 'past_due')
                UNION SELECT p.creator_id FROM payments p WHERE p.fan_id = :fan AND p.status = 'succeeded' LIMIT :most""").set("fan", fan).set("most", MOST).list(r -> r.uuid("id")));
    }
}
