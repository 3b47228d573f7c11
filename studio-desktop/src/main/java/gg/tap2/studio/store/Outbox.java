package gg.tap2.studio.store;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Mutations that wait for the server, in order. A row names the thing and the operation; its content is the working
/// copy at the time of sending, so that ten edits offline are one request.
public final class Outbox {
    /// `state` is `waiting`, `conflict` (until the user merged) or `failed` (the server refused; needs the user).
    /// `content` is what exactly is sent once `releaseAt` has come; without it the working copy is sent.
    public record Entry(
            long seq,
            String kind,
            String entityId,
            String op,
            String idempotencyKey,
            String state,
            int attempts,
            @Nullable String error,
            Instant createdAt,
            @Nullable Instant releaseAt,
            @Nullable String content) {
        public UUID uuid() {
            return UUID.fromString(entityId);
        }
    }

    public static final String CREATE = "create";
    public static final String SAVE = "save";
    public static final String DELETE = "delete";
    /// In place of a refusal: another device deleted the thing, and what was written of it is here alone.
    public static final String GONE = "@gone";
    /// In place of a refusal: another device changed the same, so what was let go waits again.
    public static final String CALLED_OFF = "@called_off";
    /// Edits of something that fans see stay here until the creator lets them go. What fans see is looked up, not
    /// remembered: a product that was hidden elsewhere is a draft again.
    private static final String PUBLIC = """
            ((kind = 'product' AND EXISTS (
                SELECT 1 FROM product p WHERE p.id = entity_id AND p.status = 'published'))
             OR EXISTS (
                SELECT 1 FROM document d WHERE d.kind = outbox.kind AND d.id = entity_id AND d.version > 0
                    AND ((d.kind IN ('tier', 'profile') AND json_extract(d.body, '$.published') = 1)
                      OR (d.kind = 'profile' AND json_extract(d.working, '$.published') = 1)
                      OR (d.kind = 'discount' AND json_extract(d.body, '$.active') = 1))))""";

    private static final String HELD = "op <> 'delete' AND release_at IS NULL AND " + PUBLIC;
    private static final String SENDABLE =
            "state = 'waiting' AND NOT (" + HELD + ") AND (release_at IS NULL OR release_at <= ?)";

    private final Database db;

    Outbox(Database db) {
        this.db = db;
    }

    /// Adds a mutation unless the same one already waits. A delete replaces what waited before it.
    public void add(String kind, Object id, String op, String idempotencyKey, Instant now) {
        db.write(c -> {
            if (op.equals(DELETE)) {
                boolean neverSent = db.number(
                                "SELECT COUNT(*) FROM outbox WHERE kind = ? AND entity_id = ? AND op = 'create' AND attempts = 0",
                                kind,
                                id)
                        > 0;
                db.update("DELETE FROM outbox WHERE kind = ? AND entity_id = ?", kind, id);
                if (neverSent) {
                    return null;
                }
            } else {
                Optional<Entry> waiting = db.find(
                        "SELECT * FROM outbox WHERE kind = ? AND entity_id = ? AND op IN ('create', 'save')",
                        Outbox::entry,
                        kind,
                        id);
                if (waiting.isPresent()) {
                    db.update("""
                            UPDATE outbox SET error = CASE error WHEN '@gone' THEN error END,
                                release_at = CASE state WHEN 'failed' THEN NULL ELSE release_at END,
                                content = CASE state WHEN 'failed' THEN NULL ELSE content END,
                                state = CASE WHEN state = 'failed' AND error IS NOT '@gone' THEN 'waiting' ELSE state END
                            WHERE seq = ?
                            """, waiting.get().seq());
                    return null;
                }
            }
            db.update(
                    "INSERT INTO outbox (kind, entity_id, op, idempotency_key, created_at) VALUES (?, ?, ?, ?, ?)",
                    kind,
                    id,
                    op,
                    idempotencyKey,
                    now);
            return null;
        });
    }

    public List<Entry> list() {
        return db.list("SELECT * FROM outbox ORDER BY seq", Outbox::entry);
    }

    /// What may be sent now.
    public List<Entry> listWaiting(Instant now) {
        return db.list("SELECT * FROM outbox WHERE " + SENDABLE + " ORDER BY seq", Outbox::entry, now);
    }

    /// Edits of public things, those that were let go and are not sent yet among them.
    public List<Entry> listUnpublished() {
        return db.list(
                "SELECT * FROM outbox WHERE op <> 'delete' AND state <> 'conflict' AND (content IS NOT NULL OR (" + HELD
                        + ")) ORDER BY seq",
                Outbox::entry);
    }

    /// How many are to be sent as soon as there is a connection.
    public long countWaiting(Instant now) {
        return db.number(
                "SELECT COUNT(*) FROM outbox WHERE NOT (" + HELD + ") AND (release_at IS NULL OR release_at <= ?)",
                now);
    }

    public long size() {
        return db.number("SELECT COUNT(*) FROM outbox");
    }

    /// Whether fans see it, so that edits of it wait until they are let go.
    public boolean isHeld(String kind, Object id) {
        return db.number("SELECT COUNT(*) FROM outbox WHERE kind = ? AND entity_id = ? AND " + HELD, kind, id) > 0;
    }

    /// Lets edits go at `at`, as they are in `content`. A refusal before that is forgotten.
    public boolean letGo(String kind, Object id, String content, Instant at) {
        return db.update("""
                UPDATE outbox SET release_at = ?, content = ?, state = 'waiting', error = NULL, attempts = 0
                WHERE kind = ? AND entity_id = ? AND op <> 'delete' AND state <> 'conflict' AND error IS NOT '@gone'
                """, at, content, kind, id) > 0;
    }

    /// Takes back what was let go. False when it has been sent meanwhile.
    public boolean takeBack(String kind, Object id) {
        return db.update("""
                UPDATE outbox SET release_at = NULL, content = NULL
                WHERE kind = ? AND entity_id = ? AND release_at IS NOT NULL AND attempts = 0
                """, kind, id) > 0;
    }

    /// Sends at once what was to be sent before `until`.
    public int hurry(Instant until, Instant now) {
        return db.update("UPDATE outbox SET release_at = ? WHERE release_at > ? AND release_at <= ?", now, now, until);
    }

    /// Edits that came after those that were sent wait for the creator again.
    public void again(long seq) {
        db.update("""
                UPDATE outbox SET op = 'save', attempts = 0, release_at = NULL, content = NULL, state = 'waiting', error = NULL
                WHERE seq = ?
                """, seq);
    }

    /// What was let go waits for the creator again, since somebody else changed the same.
    public void callOff(long seq) {
        again(seq);
        mark(seq, "waiting", CALLED_OFF);
    }

    /// Another device deleted it; what was written stays until the creator discards it.
    public void gone(String kind, Object id) {
        db.update("""
                UPDATE outbox SET state = 'failed', error = '@gone', release_at = NULL, content = NULL
                WHERE kind = ? AND entity_id = ? AND op <> 'delete'
                """, kind, id);
    }

    /// Nothing of it can have reached the server, so it can still be taken back.
    public void notSent(long seq) {
        db.update("UPDATE outbox SET attempts = MAX(0, attempts - 1) WHERE seq = ?", seq);
    }

    /// Whether something is due that was let go.
    public boolean isDue(Instant now) {
        return db.number("SELECT COUNT(*) FROM outbox WHERE state = 'waiting' AND release_at <= ?", now) > 0;
    }

    /// The same content is sent once more, later.
    public void later(long seq) {
        db.update("UPDATE outbox SET op = 'save', attempts = 0, error = NULL WHERE seq = ?", seq);
    }

    public void replaceContent(long seq, String content) {
        db.update("UPDATE outbox SET content = ? WHERE seq = ?", content, seq);
    }

    /// What waits for one thing, oldest first.
    public Optional<Entry> find(String kind, Object id) {
        return db.find(
                "SELECT * FROM outbox WHERE kind = ? AND entity_id = ? ORDER BY seq LIMIT 1", Outbox::entry, kind, id);
    }

    public boolean holds(String kind, Object id) {
        return db.number("SELECT COUNT(*) FROM outbox WHERE kind = ? AND entity_id = ?", kind, id) > 0;
    }

    /// Begins to send. False when it was taken back since it was listed.
    public boolean start(long seq, Instant now) {
        return db.update("UPDATE outbox SET attempts = attempts + 1 WHERE seq = ? AND " + SENDABLE, seq, now) > 0;
    }

    public Optional<Entry> find(long seq) {
        return db.find("SELECT * FROM outbox WHERE seq = ?", Outbox::entry, seq);
    }

    public void done(long seq) {
        db.update("DELETE FROM outbox WHERE seq = ?", seq);
    }

    public void mark(long seq, String state, @Nullable String error) {
        db.update("UPDATE outbox SET state = ?, error = ? WHERE seq = ?", state, error, seq);
    }

    public void release(String kind, Object id) {
        db.update("""
                UPDATE outbox SET state = 'waiting', error = NULL, release_at = NULL, content = NULL
                WHERE kind = ? AND entity_id = ?
                """, kind, id);
    }

    public void drop(String kind, Object id) {
        db.update("DELETE FROM outbox WHERE kind = ? AND entity_id = ?", kind, id);
    }

    private static Entry entry(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Entry(
                row.getLong("seq"),
                row.getString("kind"),
                row.getString("entity_id"),
                row.getString("op"),
                row.getString("idempotency_key"),
                row.getString("state"),
                row.getInt("attempts"),
                row.getString("error"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                row.getObject("release_at") == null ? null : Instant.ofEpochMilli(row.getLong("release_at")),
                row.getString("content"));
    }
}
