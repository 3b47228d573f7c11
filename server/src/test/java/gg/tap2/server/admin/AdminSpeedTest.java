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

/// Lists of admins with a million users and a million payments. Prints the figures and the query plans.
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
        lists.put("payments", Routes.ADMIN_PAYMENTS + "?limit=50");
        lists.put("payments, failed", Routes.ADMIN_PAYMENTS + "?limit=50&status=failed");
        lists.put("webhooks", Routes.ADMIN_WEBHOOKS + "?limit=50");
        lists.put("audit", Routes.ADMIN_AUDIT + "?limit=50");
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
                "SELECT id FROM users WHERE lower(email || ' ' || display_name) LIKE '%person777777%' LIMIT 5000",
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
                SELECT gen_random_uuid(), 'person' || i || '@crowd.test', 'fan', TRUE, 'Person ' || i,
                  CASE WHEN i %% 100 = 0 THEN 'suspended' ELSE 'active' END, now() - i * interval '30 seconds', now()
                FROM generate_series(1, %d) AS i""".formatted(ROWS),
                """
                INSERT INTO users (id, email, role, email_verified, display_name, created_at, updated_at)
                VALUES ('00000000-0000-4000-8000-000000000001', 'crowd-creator@crowd.test', 'creator', TRUE, 'Crowd', now(), now())""",
                """
                INSERT INTO creators (id, user_id, slug, display_name, created_at, updated_at)
                VALUES ('00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000001', 'crowd', 'Crowd', now(), now())""",
                """
                INSERT INTO fans (id, guest_email, created_at) VALUES ('00000000-0000-4000-8000-000000000002', 'crowd@guests.test', now())""",
                """
                INSERT INTO payments (id, creator_id, fan_id, kind, title, amount_cents, currency, status, created_at, updated_at)
                SELECT gen_random_uuid(), '00000000-0000-4000-8000-000000000001', '00000000-0000-4000-8000-000000000002', 'tip', 'Tip', 500, 'USD',
                  CASE WHEN i %% 50 = 0 THEN 'failed' ELSE 'canceled' END, now() - i * interval '30 seconds', now()
                FROM generate_series(1, %d) AS i""".formatted(ROWS),
                "ANALYZE"));
        TestOwner.run(SERVER.app(), statements);
    }
}
