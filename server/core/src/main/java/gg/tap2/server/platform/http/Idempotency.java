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
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `Idempotency-Key`: the same key and body returns the first answer, also while the first is still at work: the
/// repeat waits a few seconds for it, and is then told when to ask again. The same key with another body is 409. Keys
/// belong to the caller and live for a day. A refusal or a server fault frees the key, so a retry runs again.
final class Idempotency {
    private static final HeaderName KEY = HeaderNames.create("Idempotency-Key");
    /// How long a repeat waits for the first one, and how often it looks.
    private static final Duration PATIENCE = Duration.ofSeconds(6);

    private static final Duration LOOK = Duration.ofMillis(100);
    private static final int RETRY_SECONDS = 1;

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

    /// Runs the handler once per key. A repeat waits for the first one that still runs, and gets its answer. The id
    /// that
    /// a signed-in client gives to what it creates is a key as well, with or without another one.
    void run(Call call, Handler handler) {
        String key = call.header(KEY).orElse(null);
        String id = ownId(call);
        Handler byId = id == null ? handler : c -> once(c, id, "id_taken", handler);
        if (key == null) {
            byId.handle(call);
            return;
        }
        if (key.isBlank() || key.length() > 255) {
            throw ApiException.badRequest("idempotency_key_malformed");
        }
        once(call, key, "idempotency_key_reused", byId);
    }

    private void once(Call call, String key, String otherBody, Handler handler) {
        String owner = call.findPrincipal()
                .map(p -> p.userId().toString())
                .orElse("guest:" + call.client().ip());
        String hash = hash(call);
        UUID run = Ids.next(clock);
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            Instant now = clock.instant();
            boolean mine = claim(owner, key, hash, run, now);
            Turn turn = mine ? Turn.MINE : look(call, owner, key, hash, run, now, otherBody);
            if (turn == Turn.ANSWERED) {
                return;
            }
            if (turn == Turn.MINE) {
                break;
            }
            if (System.nanoTime() > end) {
                throw ApiException.running(RETRY_SECONDS);
            }
            pause();
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

    private static void pause() {
        try {
            Thread.sleep(LOOK);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw ApiException.running(RETRY_SECONDS);
        }
    }

    /// The id that a signed-in client gave to what it creates. A guest's id proves nothing, so that its answer, which
    /// holds secrets, is never given again.
    private static @Nullable String ownId(Call call) {
        if (call.findPrincipal().isEmpty()) {
            return null;
        }
        try {
            var id = Json.tree(new String(call.rawBody(), StandardCharsets.UTF_8))
                    .path("id");
            return id.isTextual() ? "id:" + call.route().path() + ":" + UUID.fromString(id.asText()) : null;
        } catch (IllegalArgumentException | java.io.UncheckedIOException | ApiException e) {
            // The handler refuses a body that cannot be read.
            return null;
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

    private enum Turn {
        MINE,
        ANSWERED,
        RUNNING
    }

    /// Sends the first answer again where there is one; takes over a run whose server is gone.
    private Turn look(Call call, String owner, String key, String hash, UUID run, Instant now, String otherBody) {
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
            // The first one failed and freed the key; this one may claim it.
            return Turn.RUNNING;
        }
        if (!stored.hash().equals(hash)) {
            throw ApiException.conflict(otherBody);
        }
        Integer status = stored.status();
        if (status == null) {
            boolean abandoned = stored.startedAt().plus(RunningKeys.ABANDONED).isBefore(now);
            return abandoned && takeOver(owner, key, run, now, stored.startedAt()) ? Turn.MINE : Turn.RUNNING;
        }
        replay(call, stored, status);
        return Turn.ANSWERED;
    }

    private static void replay(Call call, Stored stored, int status) {
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
