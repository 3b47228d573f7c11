package gg.tap2.server.bench;

import gg.tap2.model.Routes;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;

/// A creator's page and profile as anybody asks for them, against the same written for Next.js with drizzle on the same
/// database. Every filter is on: limits, sessions, languages, security headers, compression.
public final class PagesBenchmark implements Benchmark {
    private static final int CREATORS = 200;
    private static final int CONNECTIONS = 32;
    private static final int OURS = 12_000;
    private static final int PEERS = 1_500;
    private static final int CALM_SECONDS = 10;
    private static final Map<String, String> HEADERS =
            Map.of("Accept-Encoding", "gzip", "Accept", "text/html,application/json", "Accept-Language", "en");

    @Override
    public String name() {
        return "pages";
    }

    @Override
    public String about() {
        return "a creator's page and public profile per second, against Next.js with drizzle on the same database";
    }

    /// One thing that both sides serve.
    private record Target(String what, String ours, String theirs, double goal) {}

    @Override
    public List<Figure> run(BenchContext c) throws Exception {
        BenchServer server = c.servers().shared();
        List<String> slugs = PublicCreators.make(server, CREATORS);
        server.analyze();
        URI base = URI.create(server.url());
        List<Target> targets = List.of(
                new Target("profile page", "/@%s", "/p/%s", 25),
                new Target(
                        "public profile JSON", Routes.PUBLIC_CREATOR.replace("{slug}", "%s"), "/api/creators/%s", 10));
        List<Figure> out = new ArrayList<>();
        NextApp next = NextApp.startOrSkip(c, server, out);
        try {
            for (Target t : targets) {
                out.addAll(figures(c, base, next, slugs, t));
            }
        } finally {
            if (next != null) {
                next.close();
            }
        }
        return out;
    }

    private static List<Figure> figures(BenchContext c, URI base, @Nullable NextApp next, List<String> slugs, Target t)
            throws Exception {
        IntFunction<byte[]> ours = requests(base, slugs, t.ours());
        RawHttp.closedLoop(base, CONNECTIONS, c.scaled(OURS), ours);
        if (next != null) {
            theirs(c, next, slugs, t);
        }
        List<Double> rate = new ArrayList<>();
        List<Double> slowest = new ArrayList<>();
        List<Double> peerRate = new ArrayList<>();
        List<Double> peerSlowest = new ArrayList<>();
        for (int i = 0; i < c.rounds(); i++) {
            var a = RawHttp.closedLoop(base, CONNECTIONS, c.scaled(OURS), ours);
            rate.add(a.perSecond());
            slowest.add(BenchContext.percentile(a.times(), 0.99) / 1e6);
            if (next != null) {
                var b = theirs(c, next, slugs, t);
                peerRate.add(b.perSecond());
                peerSlowest.add(BenchContext.percentile(b.times(), 0.99) / 1e6);
            }
        }
        double peak = BenchContext.median(rate);
        long[] calm = RawHttp.openLoop(base, CONNECTIONS, peak / 2, (int) (peak / 2 * CALM_SECONDS), ours);
        List<Figure> out = new ArrayList<>();
        if (next == null) {
            out.add(Figure.plain(t.what(), peak, "1/s"));
            out.add(Figure.plain(t.what() + " p99", BenchContext.median(slowest), "ms"));
        } else {
            out.add(Figure.ratio(t.what(), peak, "1/s", "Next.js", BenchContext.median(peerRate), t.goal()));
            out.add(new Figure(
                    t.what() + " p99",
                    BenchContext.median(slowest),
                    "ms",
                    "Next.js",
                    BenchContext.median(peerSlowest),
                    1.0,
                    true,
                    CONNECTIONS + " connections"));
        }
        out.add(Figure.atMost(t.what() + " p99 at half of peak", BenchContext.percentile(calm, 0.99) / 1e6, "ms", 20));
        return out;
    }

    private static RawHttp.Load theirs(BenchContext c, NextApp next, List<String> slugs, Target t) throws Exception {
        return RawHttp.closedLoop(next.base(), CONNECTIONS, c.scaled(PEERS), requests(next.base(), slugs, t.theirs()));
    }

    private static IntFunction<byte[]> requests(URI base, List<String> slugs, String path) {
        List<byte[]> all = slugs.stream()
                .map(s -> RawHttp.request(base, "GET", path.formatted(s), HEADERS, new byte[0]))
                .toList();
        return n -> all.get(n % all.size());
    }
}
