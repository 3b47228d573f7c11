package gg.tap2.server.bench;

import gg.tap2.model.Routes;
import java.net.URI;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// A year's chart, as a studio asks for it, of a creator with five million postings, against the same sums by SQL over
/// the postings on the same database.
public final class ChartBenchmark implements Benchmark {
    private static final int JOURNALS = 1_250_000;
    private static final int CALLS = 200;
    private static final int DAYS = 365;

    @Override
    public String name() {
        return "chart";
    }

    @Override
    public String about() {
        return "365 days of a creator with five million postings, against SQL over the postings";
    }

    @Override
    public List<Figure> run(BenchContext c) throws Exception {
        BenchServer server = c.servers().start(Map.of());
        Accounts.Creator account = new Accounts(server).creator("chart");
        UUID creator = account.id();
        int journals = c.scaled(JOURNALS);
        c.say("posting " + journals * 4L + " lines");
        fill(server, creator, journals);
        URI base = URI.create(server.url());
        LocalDate to = LocalDate.ofInstant(server.clock().instant(), ZoneOffset.UTC);
        byte[] request = RawHttp.request(
                base,
                "GET",
                Routes.ANALYTICS_OVERVIEW + "?from=" + to.minusDays(DAYS - 1) + "&to=" + to,
                Map.of("Authorization", "Bearer " + account.accessToken()),
                new byte[0]);
        RawHttp.closedLoop(base, 1, CALLS, n -> request);
        List<Double> medians = new ArrayList<>();
        List<Double> nines = new ArrayList<>();
        List<Double> raw = new ArrayList<>();
        for (int i = 0; i < c.rounds(); i++) {
            long[] times = RawHttp.closedLoop(base, 1, CALLS, n -> request).times();
            medians.add(BenchContext.percentile(times, 0.5) / 1e6);
            nines.add(BenchContext.percentile(times, 0.99) / 1e6);
            raw.add(raw(server, creator));
        }
        double ours = BenchContext.median(medians);
        double sql = BenchContext.median(raw);
        return List.of(
                Figure.atMost("chart of a year p50", ours, "ms", 20),
                Figure.plain("chart of a year p99", BenchContext.median(nines), "ms"),
                // As rates, since a ratio is ours over the peer's.
                Figure.ratio("charts", 1_000 / ours, "1/s", "SQL over the postings", 1_000 / sql, 50));
    }

    /// Milliseconds of the same sums, days and their takings before and after fees, from the postings.
    private static double raw(BenchServer server, UUID creator) {
        long begun = System.nanoTime();
        int days = server.db()
                .read(tx -> tx.sql("""
                        SELECT CAST(j.occurred_at AT TIME ZONE 'UTC' AS date) AS day,
                          sum(p.amount_minor) FILTER (WHERE p.role = 'gross') AS revenue,
                          -sum(p.amount_minor) FILTER (WHERE p.role = 'net') AS net
                        FROM ledger_journal j JOIN ledger_posting p ON p.journal_id = j.id WHERE j.chain_id = :id
                        GROUP BY 1 ORDER BY 1""")
                        .set("id", creator)
                        .list(r -> r.number("revenue"))
                        .size());
        if (days != DAYS) {
            throw new IllegalStateException("the postings have " + days + " days");
        }
        return (System.nanoTime() - begun) / 1e6;
    }

    private static void fill(BenchServer server, UUID creator, int journals) throws Exception {
        server.asOwner(List.of(
                "SET session_replication_role = 'replica'",
                """
                INSERT INTO ledger_account (id, kind, creator_id, currency) VALUES
                  ('00000000-0000-4000-8000-0000000000b1', 'stripe_clearing', NULL, 'CHF'),
                  ('00000000-0000-4000-8000-0000000000b2', 'pending', '%1$s', 'CHF'),
                  ('00000000-0000-4000-8000-0000000000b3', 'platform_revenue', NULL, 'CHF'),
                  ('00000000-0000-4000-8000-0000000000b4', 'processor_fees', NULL, 'CHF')""".formatted(creator),
                """
                INSERT INTO ledger_journal (id, chain_id, seq, event_type, event_id, occurred_at, posted_at, actor, prev_hash, hash)
                SELECT gen_random_uuid(), '%1$s', i, 'sale', 'chart-' || i, now() - (i %% 365) * interval '1 day', now(), 'bench',
                  '\\x00', '\\x00' FROM generate_series(1, %2$d) AS i""".formatted(creator, journals),
                """
                INSERT INTO ledger_posting (journal_id, line_no, role, account_id, amount_minor, currency)
                SELECT j.id, l.n, l.role, CAST(l.account AS uuid), l.amount, 'CHF' FROM ledger_journal j,
                  (VALUES (1, 'gross', '00000000-0000-4000-8000-0000000000b1', 1000),
                    (2, 'net', '00000000-0000-4000-8000-0000000000b2', -700),
                    (3, 'platform_fee', '00000000-0000-4000-8000-0000000000b3', -240),
                    (4, 'processing_fee', '00000000-0000-4000-8000-0000000000b4', -60)) AS l(n, role, account, amount)
                WHERE j.chain_id = '%1$s'""".formatted(creator),
                """
                INSERT INTO daily_metrics (creator_id, date, currency, revenue_cents, tips_count, tips_amount_cents, net_cents)
                SELECT '%1$s', CAST(occurred_at AT TIME ZONE 'UTC' AS date), 'CHF', count(*) * 1000, count(*), count(*) * 1000,
                  count(*) * 700 FROM ledger_journal WHERE chain_id = '%1$s' GROUP BY 2""".formatted(creator),
                "VACUUM ANALYZE"));
    }
}
