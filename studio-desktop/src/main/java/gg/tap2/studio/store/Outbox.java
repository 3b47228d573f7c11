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
    public record Entry(
            long seq,
            String kind,
            String entityId,
            String op,
            String idempotencyKey,
            String state,
            int attempts,
            @Nullable String error,
            Instant createdAt) {
        public UUID uuid() {
            return UUID.fromString(entityId);
        }
    }

    public static final String CREATE = "create";
    public static final String SAVE = "save";
    public static final String DELETE = "delete";

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
                    db.update(
                            "UPDATE outbox SET state = CASE state WHEN 'failed' THEN 'waiting' ELSE state END, error = NULL WHERE seq = ?",
                            waiting.get().seq());
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

    public List<Entry> listWaiting() {
        return db.list("SELECT * FROM outbox WHERE state = 'waiting' ORDER BY seq", Outbox::entry);
    }

    public long size() {
        return db.number("SELECT COUNT(*) FROM outbox");
    }

    /// What waits for one thing, oldest first.
    public Optional<Entry> find(String kind, Object id) {
        return db.find(
                "SELECT * FROM outbox WHERE kind = ? AND entity_id = ? ORDER BY seq LIMIT 1", Outbox::entry, kind, id);
    }

    public boolean holds(String kind, Object id) {
        return db.number("SELECT COUNT(*) FROM outbox WHERE kind = ? AND entity_id = ?", kind, id) > 0;
    }

    public void tried(long seq) {
        db.update("UPDATE outbox SET attempts = attempts + 1 WHERE seq = ?", seq);
    }

    public void done(long seq) {
        db.update("DELETE FROM outbox WHERE seq = ?", seq);
    }

    public void mark(long seq, String state, @Nullable String error) {
        db.update("UPDATE outbox SET state = ?, error = ? WHERE seq = ?", state, error, seq);
    }

    public void release(String kind, Object id) {
        db.update("UPDATE outbox SET state = 'waiting', error = NULL WHERE kind = ? AND entity_id = ?", kind, id);
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
                Instant.ofEpochMilli(row.getLong("created_at")));
    }
}
