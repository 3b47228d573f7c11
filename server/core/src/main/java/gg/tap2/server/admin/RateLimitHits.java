package gg.tap2.server.admin;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.HttpServer;
import gg.tap2.server.platform.http.Route;
import gg.tap2.server.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/// Counts refusals by rate limits, per hour, limit and whoever ran into it; written in batches by a job.
public final class RateLimitHits implements HttpServer.RequestObserver {
    private static final int MAX_KEYS = 10_000;
    private static final Duration KEPT = Duration.ofDays(14);

    private record Key(Instant hour, String name, String subject) {}

    private final Db db;
    private final InstantSource clock;
    private final Map<Key, LongAdder> hits = new ConcurrentHashMap<>();

    RateLimitHits(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    @Override
    public void answered(Route route, @Nullable Call call, int status, long nanos) {
        if (status != 429 || call == null) {
            return;
        }
        String subject = call.findPrincipal()
                .map(p -> "user " + p.userId())
                .orElseGet(() -> "address " + call.client().ip());
        String name = route.method().text() + " " + route.path();
        var key = new Key(clock.instant().truncatedTo(ChronoUnit.HOURS), name, cut(subject));
        if (hits.size() < MAX_KEYS || hits.containsKey(key)) {
            hits.computeIfAbsent(key, k -> new LongAdder()).increment();
        }
    }

    private static String cut(String s) {
        return s.length() > 120 ? s.substring(0, 120) : s;
    }

    /// Run by a job on every server; see [AdminFeature].
    void flush() {
        var rows = new ArrayList<Map<String, Object>>();
        for (Key k : hits.keySet()) {
            LongAdder n = hits.remove(k);
            if (n != null) {
                rows.add(Map.of("h", k.hour(), "n", k.name(), "s", k.subject(), "c", n.sum()));
            }
        }
        if (rows.isEmpty()) {
            return;
        }
        rows.sort((a, b) -> a.toString().compareTo(b.toString()));
        db.transact(tx -> tx.sql("""
                INSERT INTO rate_limit_hits AS t (hour, name, subject, refused)
                SELECT h, n, s, c FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x(h timestamptz, n text, s text, c bigint)
                ON CONFLICT (hour, name, subject) DO UPDATE SET refused = t.refused + excluded.refused""").set("rows", Json.write(rows)).update());
    }

    void forget() {
        db.transact(tx -> tx.sql("DELETE FROM rate_limit_hits WHERE hour < :before")
                .set("before", clock.instant().minus(KEPT))
                .update());
    }
}
