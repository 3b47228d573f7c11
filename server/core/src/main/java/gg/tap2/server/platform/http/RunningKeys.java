package gg.tap2.server.platform.http;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.json.Json;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Says every few seconds of the requests that this server is answering that they still are, so that those of a server
/// that died can be told from those that take long.
final class RunningKeys implements AutoCloseable {
    /// A request that nobody spoke for in this time is taken over by whoever repeats it.
    static final Duration ABANDONED = Duration.ofSeconds(20);

    private static final Logger LOG = LoggerFactory.getLogger(RunningKeys.class);
    static final Duration SIGN_OF_LIFE = Duration.ofSeconds(5);

    private final Db db;
    private final InstantSource clock;
    private final Duration signOfLife;
    private final Set<Run> running = ConcurrentHashMap.newKeySet();
    private final Thread thread =
            Thread.ofPlatform().name("running-keys").daemon().unstarted(this::run);
    private volatile boolean closed;

    /// A request under its key.
    ///
    /// @param begun by [System#nanoTime]
    record Run(String owner, String key, UUID id, long begun) {}

    /// @param signOfLife how often; a constant outside of tests
    RunningKeys(Db db, InstantSource clock, Duration signOfLife) {
        this.db = db;
        this.clock = clock;
        this.signOfLife = signOfLife;
    }

    void start() {
        thread.start();
    }

    Run begin(String owner, String key, UUID id) {
        var run = new Run(owner, key, id, System.nanoTime());
        running.add(run);
        return run;
    }

    void end(Run run) {
        running.remove(run);
    }

    private void run() {
        while (!closed) {
            try {
                Thread.sleep(signOfLife);
                speak();
            } catch (InterruptedException e) {
                return;
            } catch (RuntimeException e) {
                LOG.warn("running requests could not be spoken for: {}", e.toString());
            }
        }
    }

    /// Whoever is answered within a few seconds is never spoken for.
    private void speak() {
        long now = System.nanoTime();
        List<Map<String, String>> rows = running.stream()
                .filter(r -> now - r.begun() > signOfLife.toNanos() / 2)
                .map(r -> Map.of("owner", r.owner(), "key", r.key(), "run", r.id().toString()))
                .toList();
        if (rows.isEmpty()) {
            return;
        }
        db.read(tx -> tx.sql("""
                UPDATE idempotency_keys k SET started_at = :now
                FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x(owner text, key text, run uuid)
                WHERE k.owner = x.owner AND k.key = x.key AND k.run_id = x.run AND k.response_status IS NULL""")
                .set("now", clock.instant())
                .set("rows", Json.write(rows))
                .update());
    }

    @Override
    public void close() {
        closed = true;
        thread.interrupt();
    }
}
