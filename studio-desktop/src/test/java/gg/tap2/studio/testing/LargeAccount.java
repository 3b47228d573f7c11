package gg.tap2.studio.testing;

import gg.tap2.server.app.ServerApp;
import gg.tap2.server.app.TestOwner;
import gg.tap2.server.testing.TestServer;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One large creator in a real server's database: 10,000 products with a file each, 100,000 paid payments
/// over four years (tips, purchases, memberships), 5,000 members. By SQL as the owner of the tables, with triggers off,
/// so the ledger holds no journals of these payments.
public final class LargeAccount {
    public static final int PRODUCTS = 10_000;
    public static final int SALES = 100_000;
    public static final int MEMBERS = 5_000;

    private LargeAccount() {}

    private static TestServer.@Nullable Account made;

    /// The account, made once for all tests of a JVM.
    public static synchronized TestServer.Account get() throws Exception {
        if (made == null) {
            made = TestServer.get().creator();
            fill(TestServer.get().app(), made.slug());
        }
        return made;
    }

    private static void fill(ServerApp server, String slug) throws Exception {
        UUID creator = server.db()
                .read(tx -> tx.sql("SELECT id FROM creators WHERE slug = :slug")
                        .set("slug", slug)
                        .one(r -> r.uuid("id")));
        String tier = id("1", '0');
        TestOwner.run(
                server,
                List.of(
                        "SET session_replication_role = 'replica'",
                        "UPDATE creators SET published = TRUE WHERE slug = '%s'".formatted(slug),
                        """
                        INSERT INTO tiers (id, creator_id, name, price_cents, currency, change_seq, created_at, updated_at)
                        VALUES (%s, '%s', 'Supporter', 500, 'USD', 1, now(), now())""".formatted(tier, creator),
                        """
                        INSERT INTO uploads (id, creator_id, purpose, status, file_name, content_type, size, part_size, part_count,
                          storage_key, storage_upload_id, sha256, created_at, expires_at, completed_at)
                        SELECT %s, '%s', 'product_file', 'ready', 'Pack ' || i || '.zip', 'application/zip', 1000000 + i, 8388608, 1,
                          'large/' || i, 'large-' || i, md5(CAST(i AS text)) || md5('b' || i), now(), now(), now()
                        FROM generate_series(1, %d) AS i""".formatted(id("i", 'f'), creator, PRODUCTS),
                        """
                        INSERT INTO products (id, creator_id, title, description, type, price_cents, currency, tags, status, sales_count,
                          change_seq, created_at, updated_at, published_at)
                        SELECT %s, '%s', 'Product ' || i, 'What is in pack ' || i || ': ' || repeat('brushes, papers and notes; ', 8), 'download',
                          500 + i %% 4000, 'USD', ARRAY['tag' || i %% 20], CASE WHEN i %% 7 = 0 THEN 'draft' ELSE 'published' END, i %% 50,
                          1 + i, now() - i * interval '3 hours', now() - i * interval '3 hours', now() - i * interval '3 hours'
                        FROM generate_series(1, %d) AS i""".formatted(id("i", 'a'), creator, PRODUCTS),
                        """
                        INSERT INTO product_files (id, product_id, upload_id, position, title)
                        SELECT gen_random_uuid(), %s, %s, 0, 'Pack ' || i FROM generate_series(1, %d) AS i""".formatted(id("i", 'a'), id("i", 'f'), PRODUCTS),
                        """
                        INSERT INTO fans (id, guest_email, display_name, created_at)
                        SELECT %s, 'member' || i || '@large.test', 'Member ' || i, now() FROM generate_series(1, %d) AS i""".formatted(id("i", 'b'), MEMBERS),
                        """
                        INSERT INTO subscriptions (id, fan_id, tier_id, creator_id, billing_interval, price_cents, currency, status,
                          current_period_end, started_at, change_seq, created_at, updated_at)
                        SELECT %s, %s, %s, '%s', 'month', 500, 'USD', CASE WHEN i %% 5 = 0 THEN 'cancelled' ELSE 'active' END,
                          now() + interval '20 days', now() - i * interval '7 hours', %d + 1 + i, now() - i * interval '7 hours', now()
                        FROM generate_series(1, %d) AS i""".formatted(id("i", 'c'), id("i", 'b'), tier, creator, PRODUCTS, MEMBERS),
                        """
                        INSERT INTO payments (id, creator_id, fan_id, kind, product_id, tier_id, subscription_id, title, amount_cents,
                          currency, processing_fee_cents, net_cents, status, receipt_number, ledger_seq, created_at, updated_at,
                          paid_at, available_at)
                        SELECT %s, '%s', %s, kind, CASE WHEN kind = 'product' THEN %s END, CASE WHEN kind = 'subscription' THEN %s END,
                          CASE WHEN kind = 'subscription' THEN %s END,
                          CASE kind WHEN 'tip' THEN 'Tip' WHEN 'product' THEN 'Product ' || 1 + i %% %d ELSE 'Supporter' END,
                          1000, 'USD', 59, 941, 'succeeded', 'T2-LARGE-' || i, i, at, at, at, at + interval '7 days'
                        FROM (SELECT i, CASE WHEN i %% 5 = 0 THEN 'tip' WHEN i %% 5 = 1 THEN 'subscription' ELSE 'product' END AS kind,
                          now() - (%d - i) * interval '20 minutes' AS at FROM generate_series(1, %d) AS i) x""".formatted(
                                        id("i", 'd'),
                                        creator,
                                        id("1 + i % " + MEMBERS, 'b'),
                                        id("1 + i % " + PRODUCTS, 'a'),
                                        tier,
                                        id("1 + i % " + MEMBERS, 'c'),
                                        PRODUCTS,
                                        SALES,
                                        SALES),
                        """
                        INSERT INTO tips (id, payment_id, creator_id, fan_id, amount_cents, currency, message, status, created_at)
                        SELECT gen_random_uuid(), p.id, p.creator_id, p.fan_id, 1000, 'USD', 'Thank you, number ' || p.ledger_seq, 'completed',
                          p.created_at FROM payments p WHERE p.creator_id = '%s' AND p.kind = 'tip'""".formatted(creator),
                        """
                        INSERT INTO creator_balances (creator_id, currency, version, updated_at) VALUES ('%s', 'USD', %d, now())
                        ON CONFLICT (creator_id) DO UPDATE SET version = excluded.version""".formatted(creator, SALES),
                        """
                        INSERT INTO change_counters (creator_id, last_seq) VALUES ('%s', %d)
                        ON CONFLICT (creator_id) DO UPDATE SET last_seq = excluded.last_seq""".formatted(creator, PRODUCTS + MEMBERS + 1),
                        "VACUUM ANALYZE"));
    }

    /// An id that is a number and a letter for what it names.
    private static String id(String number, char kind) {
        return "CAST(lpad(to_hex(%s), 8, '0') || '-0000-4000-8000-00000000000%s' AS uuid)".formatted(number, kind);
    }
}
