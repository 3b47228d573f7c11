package gg.tap2.server.platform.http;

import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.json.Json;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `Idempotency-Key`: the same key and body returns the first answer; the same key with another body, or while the
/// first is still running, is 409. Keys belong to the caller and live for a day. A server fault frees the key, so a
/// retry runs again.
final class Idempotency {
    private static final HeaderName KEY = HeaderNames.create("Idempotency-Key");

    private final Db db;
    private final InstantSource clock;
    private final RunningKeys running;

    Idempotency(Db db, InstantSource clock, RunningKeys running) {
        this.db = db;
        this.clock = clock;
        this.running = running;
    }

    private record Stored(
            String hash,
            @Nullable Integer status,
            @Nullable String body,
            @Nullable String headers,
            Instant startedAt) {}

    /// Runs the handler once per key.
    void run(Call call, Handler handler) {
        String key = call.header(KEY).orElse(null);
        if (key == null) {
            handler.handle(call);
            return;
        }
        if (key.isBlank() || key.length() > 255) {
            throw ApiException.badRequest("idempotency_key_malformed");
        }
        String owner = call.findPrincipal()
                .map(p -> p.userId().toString())
                .orElse("guest:" + call.client().ip());
        String hash = hash(call);
        Instant now = clock.instant();
        UUID run = Ids.next(clock);
        if (!claim(owner, key, hash, run, now) && !replayed(call, owner, key, hash, run, now)) {
            throw ApiException.conflict("idempotency_running");
        }
        if (call.response().isSent()) {
            return;
        }
        var alive = running.begin(owner, key, run);
        call.record((status, body, headers) -> finish(owner, key, run, status, body, headers));
        try {
            handler.handle(call);
        } catch (RuntimeException e) {
            release(owner, key, run);
            throw e;
        } finally {
            running.end(alive);
        }
    }

    private boolean claim(String owner, String key, String hash, UUID run, Instant now) {
        return db.read(tx -> tx.sql("""
                INSERT INTO idempotency_keys (owner, key, request_hash, run_id, started_at)
                VALUES (:owner, :key, :hash, :run, :now) ON CONFLICT (owner, key) DO NOTHING""")
                        .set("owner", owner)
                        .set("key", key)
                        .set("hash", hash)
                        .set("run", run)
                        .set("now", now)
                        .update())
                == 1;
    }

    /// True when the first answer was sent again, or when an abandoned run was taken over.
    private boolean replayed(Call call, String owner, String key, String hash, UUID run, Instant now) {
        Stored stored = db.read(tx -> tx.sql("""
                SELECT request_hash, response_status, response_body, response_headers, started_at
                FROM idempotency_keys WHERE owner = :owner AND key = :key""")
                        .set("owner", owner)
                        .set("key", key)
                        .first(r -> new Stored(
                                r.text("request_hash"),
                                r.isNull("response_status") ? null : Integer.valueOf(r.integer("response_status")),
                                r.textOrNull("response_body"),
                                r.textOrNull("response_headers"),
                                r.instant("started_at"))))
                .orElse(null);
        if (stored == null) {
            return false;
        }
        if (!stored.hash().equals(hash)) {
            throw ApiException.conflict("idempotency_key_reused");
        }
        Integer status = stored.status();
        if (status == null) {
            return stored.startedAt().plus(RunningKeys.ABANDONED).isBefore(now)
                    && takeOver(owner, key, run, now, stored.startedAt());
        }
        call.response().header(HeaderNames.create("Idempotent-Replayed"), "true");
        if (stored.headers() != null) {
            Json.tree(stored.headers()).properties().forEach(e -> {
                if (!e.getKey().equals("Content-Type")) {
                    call.response()
                            .header(HeaderNames.create(e.getKey()), e.getValue().asText());
                }
            });
        }
        if (status == 204) {
            call.response().status(Status.NO_CONTENT_204).send();
        } else {
            String body = stored.body() == null ? "" : stored.body();
            call.send(status, "application/json", body.getBytes(StandardCharsets.UTF_8));
        }
        return true;
    }

    private boolean takeOver(String owner, String key, UUID run, Instant now, Instant seen) {
        return db.read(tx -> tx.sql("""
                UPDATE idempotency_keys SET run_id = :run, started_at = :now
                WHERE owner = :owner AND key = :key AND response_status IS NULL AND started_at = :seen""")
                        .set("run", run)
                        .set("now", now)
                        .set("owner", owner)
                        .set("key", key)
                        .set("seen", seen)
                        .update())
                == 1;
    }

    private void finish(String owner, String key, UUID run, int status, byte[] body, Map<String, String> headers) {
        if (status >= 500) {
            release(owner, key, run);
            return;
        }
        db.read(tx -> tx.sql("""
                UPDATE idempotency_keys SET response_status = :status, response_body = :body,
                  response_headers = CAST(:headers AS jsonb), finished_at = :now
                WHERE owner = :owner AND key = :key AND run_id = :run""")
                .set("status", status)
                .set("body", new String(body, StandardCharsets.UTF_8))
                .set("headers", Json.write(headers))
                .set("now", clock.instant())
                .set("owner", owner)
                .set("key", key)
                .set("run", run)
                .update());
    }

    private void release(String owner, String key, UUID run) {
        db.read(tx ->
                tx.sql("""
                DELETE FROM idempotency_keys WHERE owner = :owner AND key = :key AND run_id = :run
                  AND response_status IS NULL""").set("owner", owner).set("key", key).set("run", run).update());
    }

    private static String hash(Call call) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            digest.update(
                    (call.route().method().text() + " " + call.request().path().path())
                            .getBytes(StandardCharsets.UTF_8));
            digest.update((byte) 0);
            return HexFormat.of().formatHex(digest.digest(call.rawBody()));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
