package gg.tap2.server.bench;

import gg.tap2.model.common.Ids;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/// Published creators with a page of ordinary length: a goal, six products, three tiers, a dozen tips on the wall.
final class PublicCreators {
    private static final int PRODUCTS = 6;
    private static final int TIERS = 3;
    private static final int TIPS = 12;

    private PublicCreators() {}

    /// @return their slugs
    static List<String> make(BenchServer server, int count) {
        Instant now = server.clock().instant();
        String run = Long.toString(System.nanoTime(), 36);
        List<String> slugs = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            String slug = "page-" + run + "-" + i;
            make(server, slug, now);
            slugs.add(slug);
        }
        return slugs;
    }

    private static void make(BenchServer server, String slug, Instant now) {
        UUID user = Ids.next();
        UUID creator = Ids.next();
        server.db().transact(tx -> {
            tx.sql("""
                    INSERT INTO users (id, email, role, display_name, created_at, updated_at)
                    VALUES (:id, :email, 'creator', 'Mara Winter', :now, :now)""")
                    .set("id", user)
                    .set("email", slug + "@bench.test")
                    .set("now", now)
                    .update();
            tx.sql("""
                    INSERT INTO creators (id, user_id, slug, display_name, bio, social_links, tags, tip_goal_title, tip_goal_target,
                      published, created_at, updated_at)
                    VALUES (:id, :user, :slug, 'Mara Winter', 'Illustrator of quiet places. I share **brushes**, lessons and the '
                      || 'story behind every picture.' || chr(10) || chr(10) || '- a sketch a week' || chr(10) || '- prints twice a year',
                      '{"website": "https://mara.example", "youtube": "https://youtube.example/mara"}', '{art,illustration}',
                      'A new drawing tablet', 60000, TRUE, :now, :now)""")
                    .set("id", creator)
                    .set("user", user)
                    .set("slug", slug)
                    .set("now", now)
                    .update();
            tx.sql("""
                    INSERT INTO products (id, creator_id, title, description, type, price_cents, currency, status, created_at,
                      updated_at, published_at)
                    SELECT gen_random_uuid(), :creator, 'Watercolour brushes, volume ' || n, 'Forty brushes made from **real paper '
                      || 'and pigment**.', 'download', 900 + n * 100, 'USD', 'published', :now, :now,
                      CAST(:now AS timestamptz) - n * INTERVAL '1 day' FROM generate_series(1, :count) n""")
                    .set("creator", creator)
                    .set("now", now)
                    .set("count", PRODUCTS)
                    .update();
            tx.sql("""
                    INSERT INTO tiers (id, creator_id, name, description, price_cents, currency, benefits, published, sort_order,
                      created_at, updated_at)
                    SELECT gen_random_uuid(), :creator, 'Tier ' || n, 'Come into the **studio**.', n * 500, 'USD',
                      '{All lessons,Monthly sketchbook}', TRUE, n, :now, :now FROM generate_series(1, :count) n""")
                    .set("creator", creator)
                    .set("now", now)
                    .set("count", TIERS)
                    .update();
            for (int i = 0; i < TIPS; i++) {
                tip(tx, creator, slug, i, now);
            }
        });
    }

    private static void tip(gg.tap2.server.platform.db.Tx tx, UUID creator, String slug, int i, Instant now) {
        UUID fan = Ids.next();
        UUID payment = Ids.next();
        tx.sql("INSERT INTO fans (id, guest_email, display_name, created_at) VALUES (:id, :email, 'A friend', :now)")
                .set("id", fan)
                .set("email", slug + "-" + i + "@bench.test")
                .set("now", now)
                .update();
        // Without an amount, as a paid one without its journal is what the self-check looks for.
        tx.sql("""
                INSERT INTO payments (id, creator_id, fan_id, kind, amount_cents, currency, status, created_at, updated_at, paid_at)
                VALUES (:id, :creator, :fan, 'tip', 0, 'USD', 'succeeded', :now, :now, :now)""")
                .set("id", payment)
                .set("creator", creator)
                .set("fan", fan)
                .set("now", now)
                .update();
        tx.sql("""
                INSERT INTO tips (id, payment_id, creator_id, fan_id, amount_cents, currency, message, status, created_at)
                VALUES (:id, :payment, :creator, :fan, 500, 'USD', 'Your pictures make my mornings.', 'completed', :now)""")
                .set("id", Ids.next())
                .set("payment", payment)
                .set("creator", creator)
                .set("fan", fan)
                .set("now", now)
                .update();
    }
}
