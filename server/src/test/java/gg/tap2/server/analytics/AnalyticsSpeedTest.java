package gg.tap2.server.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.app.TestOwner;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.testing.TestServer;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/// A year's chart of a creator with five million postings, against the same sums by SQL over the postings.
@Tag("slow")
final class AnalyticsSpeedTest {
    private static final UUID CREATOR = UUID.fromString("00000000-0000-4000-8000-0000000000aa");

    @Test
    void aYearsChartIsQuickHoweverManyPostingsThereAre() throws Exception {
        var server = TestServer.get();
        TestOwner.run(
                server.app(),
                List.of(
                        "SET session_replication_role = 'replica'",
                        "INSERT INTO users (id, email, role, created_at, updated_at) VALUES ('%1$s', 'big@crowd.test', 'creator', now(), now())"
                                .formatted(CREATOR),
                        "INSERT INTO creators (id, user_id, slug, display_name, created_at, updated_at) VALUES ('%1$s', '%1$s', 'big', 'Big', now(), now())"
                                .formatted(CREATOR),
                        """
                INSERT INTO ledger_account (id, kind, creator_id, currency) VALUES
                  ('00000000-0000-4000-8000-0000000000b1', 'stripe_clearing', NULL, 'CHF'), ('00000000-0000-4000-8000-0000000000b2', 'pending', '%1$s', 'CHF'),
                  ('00000000-0000-4000-8000-0000000000b3', 'platform_revenue', NULL, 'CHF'), ('00000000-0000-4000-8000-0000000000b4', 'processor_fees', NULL, 'CHF')""".formatted(CREATOR),
                        """
                INSERT INTO ledger_journal (id, chain_id, seq, event_type, event_id, occurred_at, posted_at, actor, prev_hash, hash)
                SELECT gen_random_uuid(), '%1$s', i, 'sale', 'big-' || i, now() - (i %% 365) * interval '1 day', now(), 'test', '\\x00', '\\x00'
                FROM generate_series(1, 1250000) AS i""".formatted(CREATOR),
                        """
                INSERT INTO ledger_posting (journal_id, line_no, role, account_id, amount_minor, currency)
                SELECT j.id, l.n, l.role, CAST(l.account AS uuid), l.amount, 'CHF' FROM ledger_journal j,
                  (VALUES (1, 'gross', '00000000-0000-4000-8000-0000000000b1', 1000), (2, 'net', '00000000-0000-4000-8000-0000000000b2', -700),
                    (3, 'platform_fee', '00000000-0000-4000-8000-0000000000b3', -240), (4, 'processing_fee', '00000000-0000-4000-8000-0000000000b4', -60))
                  AS l(n, role, account, amount) WHERE j.chain_id = '%1$s'""".formatted(CREATOR),
                        """
                INSERT INTO daily_metrics (creator_id, date, currency, revenue_cents, tips_count, tips_amount_cents, net_cents)
                SELECT '%1$s', CAST(occurred_at AT TIME ZONE 'UTC' AS date), 'CHF', count(*) * 1000, count(*), count(*) * 1000, count(*) * 700
                FROM ledger_journal WHERE chain_id = '%1$s' GROUP BY 2""".formatted(CREATOR),
                        "ANALYZE ledger_journal",
                        "ANALYZE ledger_posting"));
        Db db = server.app().db();
        var analytics = new Analytics(db, server.app().clock());
        LocalDate today = LocalDate.ofInstant(server.app().clock().instant(), ZoneOffset.UTC);
        var range = new Range(today.minusDays(364), today, today.minusDays(729), today.minusDays(365));
        double[] ms = new double[100];
        for (int i = -20; i < ms.length; i++) {
            long started = System.nanoTime();
            var overview = analytics.overview(CREATOR, range);
            assertThat(overview.days()).hasSize(365);
            if (i >= 0) {
                ms[i] = (System.nanoTime() - started) / 1e6;
            }
        }
        Arrays.sort(ms);
        double raw = Double.MAX_VALUE;
        for (int i = 0; i < 3; i++) {
            long started = System.nanoTime();
            long days = db.read(tx -> tx.sql("""
                    SELECT CAST(j.occurred_at AT TIME ZONE 'UTC' AS date) AS day, sum(p.amount_minor) FILTER (WHERE p.role = 'gross') AS revenue,
                      -sum(p.amount_minor) FILTER (WHERE p.role = 'net') AS net
                    FROM ledger_journal j JOIN ledger_posting p ON p.journal_id = j.id WHERE j.chain_id = :id GROUP BY 1 ORDER BY 1""")
                    .set("id", CREATOR)
                    .list(r -> r.number("revenue"))
                    .size());
            assertThat(days).isGreaterThanOrEqualTo(365);
            raw = Math.min(raw, (System.nanoTime() - started) / 1e6);
        }
        System.out.printf(
                "analytics: overview of 365 days with its comparison p50 %.1f ms, p99 %.1f ms; raw SQL over the postings %.0f ms, %.0f times%n",
                ms[50], ms[99], raw, raw / ms[50]);
        assertThat(ms[50]).isLessThan(20);
        assertThat(raw / ms[50]).isGreaterThan(50);
    }
}
