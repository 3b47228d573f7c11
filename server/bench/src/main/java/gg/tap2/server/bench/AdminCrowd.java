package gg.tap2.server.bench;

import java.util.List;

/// A million users, payments and audit entries, half a million webhooks, 300,000 payouts and 100,000 creators, and the
/// plans that PostgreSQL makes for the lists over them.
final class AdminCrowd {
    static final int ROWS = 1_000_000;

    private static final List<String> PLANNED = List.of(
            "SELECT * FROM users u WHERE (u.created_at, u.id) < (now() - interval '100 days', gen_random_uuid()) ORDER BY u.created_at DESC, u.id DESC LIMIT 51",
            "SELECT * FROM users u WHERE lower(u.email || ' ' || u.display_name) LIKE '%person777777%' ORDER BY u.created_at DESC, u.id DESC LIMIT 51",
            "SELECT * FROM users u WHERE lower(u.email || ' ' || u.display_name) LIKE '%person%' ORDER BY u.created_at DESC, u.id DESC LIMIT 51",
            "SELECT user_id FROM creators WHERE search_text LIKE '%music%' LIMIT 1000",
            "SELECT * FROM webhook_inbox w WHERE w.status = 'dead' ORDER BY w.received_at DESC, w.id DESC LIMIT 51",
            "SELECT * FROM payments p WHERE p.status = 'unknown' ORDER BY p.created_at DESC, p.id DESC LIMIT 51",
            "SELECT * FROM audit_events e WHERE e.reason IS NOT NULL AND lower(e.reason || ' ' || CAST(e.details AS text)) LIKE '%ticket 777770%' ORDER BY e.at DESC, e.id DESC LIMIT 51",
            "SELECT * FROM audit_events e WHERE e.reason IS NOT NULL AND lower(e.reason || ' ' || CAST(e.details AS text)) LIKE '%support%' ORDER BY e.at DESC, e.id DESC LIMIT 51",
            "SELECT * FROM payments p WHERE (p.created_at, p.id) < (now() - interval '100 days', gen_random_uuid()) ORDER BY p.created_at DESC, p.id DESC LIMIT 51");

    private AdminCrowd() {}

    static void plans(BenchServer server, BenchContext c) {
        for (String sql : PLANNED) {
            c.say("plan of " + sql);
            server.db().read(tx -> {
                tx.sql("EXPLAIN " + sql).each(r -> c.say("  " + r.text("QUERY PLAN")));
                return true;
            });
        }
    }

    /// @param rows users, payments and audit entries each
    static void fill(BenchServer server, int rows) throws Exception {
        server.asOwner(List.of(
                "SET session_replication_role = 'replica'",
                """
                INSERT INTO users (id, email, role, email_verified, display_name, status, created_at, updated_at)
                SELECT gen_random_uuid(), 'person' || i || '@crowd.test', 'fan', TRUE, CASE WHEN i %% 2 = 0 THEN 'Anna ' ELSE 'Bert ' END || 'Person ' || i,
                  CASE WHEN i %% 100 = 0 THEN 'suspended' ELSE 'active' END, now() - i * interval '30 seconds', now()
                FROM generate_series(1, %d) AS i""".formatted(rows),
                """
                INSERT INTO users (id, email, role, email_verified, display_name, created_at, updated_at)
                VALUES ('00000000-0000-4000-8000-000000000001', 'crowd-creator@crowd.test', 'creator', TRUE, 'Crowd', now(), now())""",
                """
                INSERT INTO creators (id, user_id, slug, display_name, created_at, updated_at)
                VALUES ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001', 'crowd', 'Crowd', now(), now())""",
                """
                INSERT INTO fans (id, guest_email, created_at) SELECT CAST(lpad(to_hex(i), 8, '0') || '-0000-4000-a000-000000000000' AS uuid),
                  'buyer' || i || '@guests.test', now() FROM generate_series(0, 100000) AS i""",
                """
                INSERT INTO payments (id, creator_id, fan_id, kind, title, amount_cents, currency, status, created_at, updated_at,
                  receipt_number, buyer_email)
                SELECT gen_random_uuid(), '00000000-0000-4000-8000-000000000001', CAST(lpad(to_hex(i / 10), 8, '0') || '-0000-4000-a000-000000000000' AS uuid), 'tip', 'Tip', 500, 'USD',
                  CASE WHEN i %% 50 = 0 THEN 'failed' ELSE 'canceled' END, now() - i * interval '30 seconds', now(), 'T2-0-' || i,
                  'buyer' || i / 10 || '@guests.test'
                FROM generate_series(1, %d) AS i""".formatted(rows),
                """
                INSERT INTO users (id, email, role, email_verified, display_name, created_at, updated_at)
                SELECT CAST(lpad(to_hex(i), 8, '0') || '-0000-4000-9000-000000000000' AS uuid), 'seller' || i || '@pages.test', 'creator', TRUE, 'Seller ' || i,
                  now() - i * interval '5 minutes', now() FROM generate_series(1, 100000) AS i""",
                """
                INSERT INTO creators (id, user_id, slug, display_name, search_text, created_at, updated_at)
                SELECT id, id, 'page-' || i || '-x', 'Seller ' || i, 'seller ' || i || ' page-' || i || '-x music', now(), now() FROM (
                  SELECT i, CAST(lpad(to_hex(i), 8, '0') || '-0000-4000-9000-000000000000' AS uuid) AS id FROM generate_series(1, 100000) AS i) x""",
                """
                INSERT INTO bank_accounts (id, creator_id, country_code, currency, account_number_last_4, account_holder_name, details_encrypted,
                  fingerprint, created_at)
                SELECT id, id, 'US', 'USD', '0000', 'x', '', 'x', now() FROM creators WHERE slug LIKE 'page-%-x'""",
                """
                INSERT INTO payouts (id, creator_id, bank_account_id, amount_cents, currency, status, provider, created_at, updated_at)
                SELECT gen_random_uuid(), id, id, 5000, 'USD', CASE WHEN n = 3 AND id < '00000064-0000-4000-9000-000000000000' THEN 'held' ELSE 'paid' END,
                  'flowpay', now() - n * interval '100 days', now() FROM creators, generate_series(1, 3) AS n WHERE slug LIKE 'page-%-x'""",
                """
                INSERT INTO audit_events (id, at, action, reason)
                SELECT gen_random_uuid(), now() - i * interval '30 seconds', CASE WHEN i %% 10 = 0 THEN 'account_suspended' ELSE 'signed_in' END,
                  CASE WHEN i %% 10 = 0 THEN 'Ticket ' || i || ' of the support' END FROM generate_series(1, %d) AS i""".formatted(rows),
                """
                INSERT INTO webhook_inbox (id, provider, event_id, type, payload, received_at, status)
                SELECT gen_random_uuid(), 'stripe', 'evt_crowd_' || i, 'charge.succeeded', '{}', now() - i * interval '30 seconds',
                  CASE WHEN i > %1$d - 20 THEN 'dead' ELSE 'done' END FROM generate_series(1, %1$d) AS i""".formatted(rows / 2),
                "VACUUM ANALYZE"));
    }
}
