package gg.tap2.server.bench;

import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// How long a sale takes from the webhook's arrival until the creator's balance shows it. The answer is given
/// after the commit that moves the balance, so the time of the answer is the longer of the two.
public final class WebhookLatencyBenchmark implements Benchmark {
    private static final int CREATORS = 50;
    private static final int CONNECTIONS = 64;
    private static final double RATE = 200;
    private static final int SECONDS = 30;

    @Override
    public String name() {
        return "webhook-latency";
    }

    @Override
    public String about() {
        return "from a paid webhook's arrival to the balance, 200 a second whether or not earlier ones were answered";
    }

    @Override
    public List<Figure> run(BenchContext c) throws Exception {
        BenchServer server = c.servers().shared();
        var market = new Market(server, CREATORS);
        int count = c.scaled((int) RATE * SECONDS);
        measure(server, market, count, CREATORS);
        server.analyze();
        List<Figure> out = new ArrayList<>();
        for (int over : new int[] {CREATORS, 1}) {
            List<Double> p50 = new ArrayList<>();
            List<Double> p99 = new ArrayList<>();
            for (int i = 0; i < c.rounds(); i++) {
                long[] times = measure(server, market, count, over);
                p50.add(BenchContext.percentile(times, 0.5) / 1e6);
                p99.add(BenchContext.percentile(times, 0.99) / 1e6);
            }
            String where = over == 1 ? "one creator" : over + " creators";
            out.add(Figure.atMost("webhook to balance p50, " + where, BenchContext.median(p50), "ms", 20));
            out.add(Figure.atMost("webhook to balance p99, " + where, BenchContext.median(p99), "ms", 100));
        }
        return out;
    }

    private static long[] measure(BenchServer server, Market market, int count, int over) throws Exception {
        List<byte[]> requests = StripeEvents.webhooks(server, market.begin(count, over));
        return RawHttp.openLoop(URI.create(server.url()), CONNECTIONS, RATE, count, requests::get);
    }
}
