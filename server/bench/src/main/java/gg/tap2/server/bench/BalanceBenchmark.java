package gg.tap2.server.bench;

import gg.tap2.model.Routes;
import gg.tap2.model.common.Currency;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Line;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What a creator with a million postings sees: the balance with its release calendar, and the list of months,
/// asked by several tabs and studios at a fixed rate.
public final class BalanceBenchmark implements Benchmark {
    private static final int POSTINGS = 1_000_000;
    private static final int LINES = 4;
    private static final int BATCH = 500;
    private static final int CONNECTIONS = 32;

    @Override
    public String name() {
        return "balance";
    }

    @Override
    public String about() {
        return "balance and statements of a creator with a million postings, at a fixed rate";
    }

    @Override
    public List<Figure> run(BenchContext c) throws Exception {
        BenchServer server = c.servers().shared();
        Accounts.Creator account = new Accounts(server).creator("balance");
        UUID creator = account.id();
        int journals = c.scaled(POSTINGS) / LINES;
        c.say("posting " + journals + " journals");
        fill(server, creator, journals);
        server.analyze();
        URI base = URI.create(server.url());
        Map<String, String> headers = Map.of("Authorization", "Bearer " + account.accessToken());
        byte[] balance = RawHttp.request(base, "GET", Routes.BALANCE, headers, new byte[0]);
        byte[] months = RawHttp.request(base, "GET", Routes.STATEMENTS, headers, new byte[0]);
        RawHttp.openLoop(base, CONNECTIONS, 200, 2_000, n -> balance);
        RawHttp.openLoop(base, CONNECTIONS, 50, 200, n -> months);
        List<Figure> out = new ArrayList<>();
        out.addAll(figures(c, base, "balance", 500, 500 * 20, balance, 10, 20));
        out.addAll(figures(c, base, "list of statements", 50, 50 * 10, months, 10, 20));
        return out;
    }

    private static List<Figure> figures(
            BenchContext c, URI base, String what, int rate, int count, byte[] request, double median, double p99)
            throws Exception {
        List<Double> medians = new ArrayList<>();
        List<Double> nines = new ArrayList<>();
        for (int i = 0; i < c.rounds(); i++) {
            long[] times = RawHttp.openLoop(base, CONNECTIONS, rate, count, n -> request);
            medians.add(BenchContext.percentile(times, 0.5) / 1e6);
            nines.add(BenchContext.percentile(times, 0.99) / 1e6);
        }
        String at = " at " + rate + "/s";
        return List.of(
                Figure.atMost(what + " p50" + at, BenchContext.median(medians), "ms", median),
                Figure.atMost(what + " p99" + at, BenchContext.median(nines), "ms", p99));
    }

    /// A year of sales and their fees, the newest still held back.
    private static void fill(BenchServer server, UUID creator, int journals) {
        Instant now = server.clock().instant();
        server.db().transact(tx -> server.ledger().open(tx, creator, Currency.USD, now));
        long step = Duration.ofDays(360).toMillis() / journals;
        for (int from = 0; from < journals; from += BATCH) {
            int first = from;
            server.db().transact(tx -> {
                List<Journal> batch = new ArrayList<>(BATCH);
                for (int i = first; i < Math.min(journals, first + BATCH); i++) {
                    Instant at = now.minusMillis(step * (journals - i));
                    batch.add(new Journal(
                            creator,
                            Currency.USD,
                            "bench_sale",
                            creator + "/" + i,
                            at,
                            "bench",
                            null,
                            List.of(
                                    Line.of("sale", AccountKind.STRIPE_CLEARING, 1_000),
                                    Line.of("platform_fee", AccountKind.PLATFORM_REVENUE, -50),
                                    Line.of("processing_fee", AccountKind.PROCESSOR_FEES, -59),
                                    Line.of("sale", AccountKind.AVAILABLE, -891)),
                            891,
                            null));
                }
                server.ledger().post(tx, batch);
            });
        }
    }
}
