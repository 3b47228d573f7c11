package gg.tap2.server.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.testing.TestDatabase;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/// A request that is being answered is spoken for, one whose server died is not.
final class RunningKeysTest {
    private static final Instant LONG_AGO = Instant.parse("2026-03-01T10:00:00Z");

    @Test
    void onlyWhatRunsIsSpokenFor() throws Exception {
        try (Db db = TestDatabase.open();
                var keys = new RunningKeys(db, InstantSource.system(), Duration.ofMillis(100))) {
            UUID here = key(db, "here");
            key(db, "of a server that died");
            UUID ended = key(db, "ended");
            keys.start();
            keys.begin("guest:1", "here", here);
            keys.end(keys.begin("guest:1", "ended", ended));
            long end = System.nanoTime() + Duration.ofSeconds(10).toNanos();
            while (started(db, "here").equals(LONG_AGO)) {
                assertThat(System.nanoTime()).as("waited in vain").isLessThan(end);
                Thread.sleep(20);
            }
            assertThat(started(db, "of a server that died")).isEqualTo(LONG_AGO);
            assertThat(started(db, "ended")).isEqualTo(LONG_AGO);
        }
    }

    private static UUID key(Db db, String key) {
        UUID run = UUID.randomUUID();
        db.transact(tx ->
                tx.sql("""
                INSERT INTO idempotency_keys (owner, key, request_hash, run_id, started_at)
                VALUES ('guest:1', :key, 'h', :run, :at)""").set("key", key).set("run", run).set("at", LONG_AGO).update());
        return run;
    }

    private static Instant started(Db db, String key) {
        return db.read(tx -> tx.sql("SELECT started_at FROM idempotency_keys WHERE key = :key")
                .set("key", key)
                .one(r -> r.instant("started_at")));
    }
}
