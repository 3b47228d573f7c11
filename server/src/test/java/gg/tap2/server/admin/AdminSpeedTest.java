package gg.tap2.server.admin;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.server.app.TestOwner;
import gg.tap2.server.testing.TestServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// Lists of admins with a million users, payments and audit entries, half a million webhooks, 300,000 payouts and
/// 100,000 creators. Prints the figures and the query plans.
@Tag("slow")
final class AdminSpeedTest {
    private static final TestServer SERVER = TestServer.get();
    private static final int ROWS = 1_000_000;
    private static final int CALLS = 200;

    @Test
    void everyListAnswersWithinFiftyMilliseconds() throws Exception {
        var admin = SERVER.admin();
        fill();
        Map<String, String> lists = new LinkedHashMap<>();
        lists.put("users", Routes.ADMIN_USERS + "?limit=50");
        lists.put("users, suspended", Routes.ADMIN_USERS + "?limit=50&status=suspended");
        lists.put("users, search for one", Routes.ADMIN_USERS + "?limit=50&q=person777777");
        lists.put("users, search for many", Routes.ADMIN_USERS + "?limit=50&q=person");
        lists.put("users, a name of half", Routes.ADMIN_USERS + "?limit=50&q=anna%20person");
        lists.put("users, an address", Routes.ADMIN_USERS + "?limit=50&q=person424242@crowd.test");
        lists.put("users, nobody", Routes.ADMIN_USERS + "?limit=50&q=zzyzx-nobody");
        lists.put("users, one page", Routes.ADMIN_USERS + "?limit=50&q=page-12345-x");
        lists.put("payments", Routes.ADMIN_PAYMENTS + "?limit=50");
        lists.put("payments, failed", Routes.ADMIN_PAYMENTS + "?limit=50&status=failed");
        lists.put("payments, one receipt", Routes.ADMIN_PAYMENTS + "?limit=50&q=T2-0-777777");
        lists.put("payments, one buyer", Routes.ADMIN_PAYMENTS + "?limit=50&q=buyer4242@guests.test");
        lists.put("payments, one page", Routes.ADMIN_PAYMENTS + "?limit=50&q=@crowd");
        lists.put("payouts", Routes.ADMIN_PAYOUTS + "?limit=50");
        lists.put("payouts, held", Routes.ADMIN_PAYOUTS + "?limit=50&status=held");
        lists.put("refunds", Routes.ADMIN_REFUNDS + "?limit=50");
        lists.put("disputes", Routes.ADMIN_DISPUTES + "?limit=50");
        lists.put("reports", Routes.ADMIN_REPORTS + "?limit=50");
        lists.put("risk events", Routes.ADMIN_RISK + "?limit=50");
        lists.put("mail", Routes.ADMIN_MAIL + "?limit=50");
        lists.put("mail, waiting", Routes.ADMIN_MAIL + "?limit=50&status=waiting");
        lists.put("ledger accounts", Routes.ADMIN_LEDGER_ACCOUNTS + "?limit=50");
        lists.put("webhooks", Routes.ADMIN_WEBHOOKS + "?limit=50");
        lists.put("audit", Routes.ADMIN_AUDIT + "?limit=50");
        lists.put("webhooks, dead", Routes.ADMIN_WEBHOOKS + "?limit=50&status=dead");
        lists.put("users, deleted", Routes.ADMIN_USERS + "?limit=50&status=deleted");
        lists.put("users, admins", Routes.ADMIN_USERS + "?limit=50&role=admin");
        lists.put("payments, unknown", Routes.ADMIN_PAYMENTS + "?limit=50&status=unknown");
        lists.put("audit, one ticket", Routes.ADMIN_AUDIT + "?limit=50&q=Ticket%20777770");
        lists.put("audit, a word of all", Routes.ADMIN_AUDIT + "?limit=50&q=support");
        lists.put("audit by action", Routes.ADMIN_AUDIT + "?limit=50&action=signed_in");
        lists.put("journals", Routes.ADMIN_JOURNALS + "?limit=50");
        Map<String, Double> slow = new LinkedHashMap<>();
        lists.forEach((name, path) -> {
            double[] ms = new double[CALLS];
            String cursor = "";
            for (int i = -20; i < CALLS; i++) {
                long started = System.nanoTime();
                var reply = SERVER.send("GET", path + cursor, null, admin.accessToken());
                double took = (System.nanoTime() - started) / 1e6;
                assertThat(reply.status()).as(reply.body()).isEqualTo(200);
                String next = reply.json().path("meta").path("nextCursor").asText("");
                cursor = next.isEmpty() ? "" : "&cursor=" + next;
                if (i >= 0) {
                    ms[i] = took;
                }
            }
            Arrays.sort(ms);
            System.out.printf("admin: %-26s p50 %6.1f ms  p99 %6.1f ms%n", name, ms[CALLS / 2], ms[CALLS * 99 / 100]);
            if (ms[CALLS * 99 / 100] > 50) {
                slow.put(name, ms[CALLS * 99 / 100]);
            }
        });
        for (String sql : List.of(
                "SELECT * FROM users u WHERE (u.created_at, u.id) < (now() - interval '100 days', gen_random_uuid()) ORDER BY u.created_at DESC, u.id DESC LIMIT 51",
                "SELECT * FROM users u WHERE lower(u.email || ' ' || u.display_name) LIKE '%person777777%' ORDER BY u.created_at DESC, u.id DESC LIMIT 51",
                "SELECT * FROM users u WHERE lower(u.email || ' ' || u.display_name) LIKE '%person%' ORDER BY u.created_at DESC, u.id DESC LIMIT 51",
                "SELECT user_id FROM creators WHERE search_text LIKE '%music%' LIMIT 1000",
                "SELECT * FROM webhook_inbox w WHERE w.status = 'dead' ORDER BY w.received_at DESC, w.id DESC LIMIT 51",
                "SELECT * FROM payments p WHERE p.status = 'unknown' ORDER BY p.created_at DESC, p.id DESC LIMIT 51",
                "SELECT * FROM audit_events e WHERE e.reason IS NOT NULL AND lower(e.reason || ' ' || CAST(e.details AS text)) LIKE '%ticket 777770%' ORDER BY e.at DESC, e.id DESC LIMIT 51",
                "SELECT * FROM audit_events e WHERE e.reason IS NOT NULL AND lower(e.reason || ' ' || CAST(e.details AS text)) LIKE '%support%' ORDER BY e.at DESC, e.id DESC LIMIT 51",
                "SELECT * FROM payments p WHERE (p.created_at, p.id) < (now() - interval '100 days', gen_random_uuid()) ORDER BY p.created_at DESC, p.id DESC LIMIT 51")) {
            System.out.println("plan of " + sql);
            SERVER.app().db().read(tx -> {
                tx.sql("EXPLAIN " + sql).each(r -> System.out.println("  " + r.text("QUERY PLAN")));
                return true;
            });
        }
        assertThat(slow).isEmpty();
    }

    private static void fill() throws Exception {
        List<String> statements = new ArrayList<>(List.of(
                "SET session_replication_role = 'replica'",
                """
                INSERT INTO users (id, email, role, email_verified, display_name, status, created_at, updated_at)
                SELECT gen_random_uuid(), 'person' || i || '@crowd.test', 'fan', TRUE, CASE WHEN i %% 2 = 0 THEN 'Anna ' ELSE 'Bert ' END || 'Person ' || i,
                  CASE WHEN i %% 100 = 0 THEN 'suspended' ELSE 'active' END, now() - i * interval '30 seconds', now()
                FROM generate_series(1, %d) AS i""".formatted(ROWS),
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
                FROM generate_series(1, %d) AS i""".formatted(ROWS),
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
                  CASE WHEN i %% 10 = 0 THEN 'Ticket ' || i || ' of the support' END FROM generate_series(1, %d) AS i""".formatted(ROWS),
                """
                INSERT INTO webhook_inbox (id, provider, event_id, type, payload, received_at, status)
                SELECT gen_random_uuid(), 'stripe', 'evt_crowd_' || i, 'charge.succeeded', '{}', now() - i * interval '30 seconds',
                  CASE WHEN i > %1$d - 20 THEN 'dead' ELSE 'done' END FROM generate_series(1, %1$d) AS i""".formatted(ROWS / 2),
                "VACUUM ANALYZE"));
        TestOwner.run(SERVER.app(), statements);
    }
}
