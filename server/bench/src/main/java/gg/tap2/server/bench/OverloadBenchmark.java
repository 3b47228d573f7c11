package gg.tap2.server.bench;

import gg.tap2.model.Routes;
import gg.tap2.server.platform.config.Key;
import java.net.URI;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/// More requests than a server takes at once: as many connections as it admits, then four times as many that all ask
/// without a pause. Those admitted should take as long as before, the others be told when to come back, and quickly.
public final class OverloadBenchmark implements Benchmark {
    private static final int ADMITTED = 32;
    private static final int TIMES = 4;
    private static final int SECONDS = 8;
    /// What somebody who was refused waits at least, in milliseconds; the server says a second, this one is ruder.
    private static final int RUDE_MS = 100;

    @Override
    public String name() {
        return "overload";
    }

    @Override
    public String about() {
        return "balance asked by as many as are admitted at once, and by four times as many that do not wait as told";
    }

    @Override
    public List<Figure> run(BenchContext c) throws Exception {
        BenchServer server = c.servers().start(Map.of(Key.HTTP_MAX_REQUESTS, Integer.toString(ADMITTED)));
        Accounts.Creator account = new Accounts(server).creator("overload");
        URI base = URI.create(server.url());
        byte[] request = RawHttp.request(
                base, "GET", Routes.BALANCE, Map.of("Authorization", "Bearer " + account.accessToken()), new byte[0]);
        RawHttp.closedLoop(base, ADMITTED, c.scaled(10_000), n -> request);
        List<Double> full = new ArrayList<>();
        List<Double> fullNines = new ArrayList<>();
        List<Double> over = new ArrayList<>();
        List<Double> overNines = new ArrayList<>();
        List<Double> refusedNines = new ArrayList<>();
        List<Double> refused = new ArrayList<>();
        for (int i = 0; i < c.rounds(); i++) {
            Crowd calm = crowd(base, ADMITTED, request);
            full.add(calm.served().length / (double) SECONDS);
            fullNines.add(BenchContext.percentile(calm.served(), 0.99) / 1e6);
            Crowd crowd = crowd(base, ADMITTED * TIMES, request);
            if (crowd.refused().length == 0) {
                throw new IllegalStateException("nobody was refused");
            }
            over.add(crowd.served().length / (double) SECONDS);
            overNines.add(BenchContext.percentile(crowd.served(), 0.99) / 1e6);
            refused.add(crowd.refused().length / (double) SECONDS);
            refusedNines.add(BenchContext.percentile(crowd.refused(), 0.99) / 1e6);
        }
        return List.of(
                new Figure(
                        "p99 of those admitted in a crowd of " + ADMITTED * TIMES,
                        BenchContext.median(overNines),
                        "ms",
                        "a crowd of " + ADMITTED,
                        BenchContext.median(fullNines),
                        1.5,
                        true,
                        null),
                Figure.atMost("p99 of those refused", BenchContext.median(refusedNines), "ms", 50)
                        .withNote("every one with Retry-After"),
                Figure.ratio(
                        "served",
                        BenchContext.median(over),
                        "1/s",
                        "a crowd of " + ADMITTED,
                        BenchContext.median(full),
                        0.7),
                Figure.plain("refused", BenchContext.median(refused), "1/s"));
    }

    /// Nanoseconds of each answer.
    private record Crowd(long[] served, long[] refused) {}

    private static Crowd crowd(URI base, int people, byte[] request) throws Exception {
        var served = new long[1 << 20];
        var refused = new long[1 << 20];
        var s = new AtomicInteger();
        var r = new AtomicInteger();
        long end = System.nanoTime() + SECONDS * 1_000_000_000L;
        RawHttp.inParallel(people, i -> {
            try (var http = new RawHttp(base)) {
                while (System.nanoTime() < end) {
                    long begun = System.nanoTime();
                    int status = http.exchange(request);
                    long took = System.nanoTime() - begun;
                    if (status == 200) {
                        served[s.getAndIncrement()] = took;
                    } else if (status == 503 && http.saidRetryAfter()) {
                        refused[r.getAndIncrement()] = took;
                        Thread.sleep(RUDE_MS);
                    } else {
                        throw new IllegalStateException("answered " + status + " without Retry-After");
                    }
                }
            }
        });
        return new Crowd(Arrays.copyOf(served, s.get()), Arrays.copyOf(refused, r.get()));
    }
}
