package gg.tap2.studio.uploads;

import gg.tap2.model.media.UploadPurpose;
import gg.tap2.studio.store.Database;
import java.nio.file.Path;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Uploads in SQLite. State changes compare and set, so that a pause and a finish cannot overtake each other.
final class UploadJournal {
    private final Database db;

    UploadJournal(Database db) {
        this.db = db;
    }

    void add(UploadTask t) {
        db.update(
                """
                INSERT INTO upload (id, path, file_name, size, mtime_ms, content_type, purpose, part_size, state,
                                    priority, created_at, replaces)
                VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
                """,
                t.id(),
                t.path(),
                t.fileName(),
                t.size(),
                t.mtimeMs(),
                t.contentType(),
                t.purpose(),
                t.partSize(),
                t.state(),
                t.priority(),
                t.createdAt(),
                t.replaces());
    }

    /// The most urgent first, then the oldest.
    List<UploadTask> list() {
        return db.list("SELECT * FROM upload ORDER BY priority DESC, created_at, id", UploadJournal::task);
    }

    Optional<UploadTask> find(UUID id) {
        return db.find("SELECT * FROM upload WHERE id = ?", UploadJournal::task, id);
    }

    /// Whether the state was one of `from` and is `to` now.
    boolean move(UUID id, UploadState to, @Nullable String error, UploadState... from) {
        String states = "'"
                + String.join(
                        "', '",
                        java.util.Arrays.stream(from).map(UploadState::toString).toList()) + "'";
        return db.update(
                        "UPDATE upload SET state = ?, error = ? WHERE id = ? AND state IN (" + states + ")",
                        to,
                        error,
                        id)
                == 1;
    }

    void setPriority(UUID id, int priority) {
        db.update("UPDATE upload SET priority = ? WHERE id = ?", priority, id);
    }

    void setPartSize(UUID id, long partSize) {
        db.update("UPDATE upload SET part_size = ? WHERE id = ? AND part_size <> ?", partSize, id, partSize);
    }

    void finish(UUID id, String sha256, @Nullable String manifest, Instant now) {
        db.update(
                "UPDATE upload SET state = 'ready', error = NULL, sha256 = ?, manifest = ?, finished_at = ? WHERE id = ?",
                sha256,
                manifest,
                now,
                id);
    }

    void reused(UUID id, long bytes) {
        db.update("UPDATE upload SET reused = ? WHERE id = ?", bytes, id);
    }

    void partHash(UUID id, int number, String sha256) {
        db.update("""
                INSERT INTO upload_part (upload_id, number, sha256) VALUES (?, ?, ?)
                ON CONFLICT (upload_id, number) DO UPDATE SET sha256 = excluded.sha256
                """, id, number, sha256);
    }

    void partSent(UUID id, int number, String etag) {
        db.update("""
                INSERT INTO upload_part (upload_id, number, etag) VALUES (?, ?, ?)
                ON CONFLICT (upload_id, number) DO UPDATE SET etag = excluded.etag
                """, id, number, etag);
    }

    Map<Integer, String> hashes(UUID id) {
        Map<Integer, String> out = new HashMap<>();
        db.list(
                "SELECT number, sha256 FROM upload_part WHERE upload_id = ? AND sha256 IS NOT NULL",
                row -> out.put(row.getInt(1), row.getString(2)) == null,
                id);
        return out;
    }

    /// Bytes of parts known to be stored, for the first look at a list after a start.
    long sentBytes(UploadTask task) {
        return db
                .list(
                        "SELECT number FROM upload_part WHERE upload_id = ? AND etag IS NOT NULL",
                        row -> row.getInt(1),
                        task.id())
                .stream()
                .mapToLong(n -> task.plan().length(n))
                .sum();
    }

    /// Begins the same row anew with another id: for a file that changed, or an upload the server no longer knows.
    void restart(UUID id, UUID fresh, long size, long mtimeMs, long partSize) {
        db.write(c -> {
            db.update("DELETE FROM upload_part WHERE upload_id = ?", id);
            // Drafts that wait for this file wait for it under its new id.
            for (String column : List.of("product SET working", "document SET working", "outbox SET content")) {
                String name = column.substring(column.lastIndexOf(' ') + 1);
                db.update(
                        "UPDATE " + column + " = REPLACE(" + name + ", ?, ?) WHERE " + name + " LIKE '%' || ? || '%'",
                        id,
                        fresh,
                        id);
            }
            return db.update("""
                    UPDATE upload SET id = ?, size = ?, mtime_ms = ?, part_size = ?, state = 'queued', error = NULL,
                        sha256 = NULL, manifest = NULL, finished_at = NULL, reused = 0
                    WHERE id = ?
                    """, fresh, size, mtimeMs, partSize, id);
        });
    }

    void delete(UUID id) {
        db.update("DELETE FROM upload WHERE id = ?", id);
    }

    private static UploadTask task(ResultSet row) throws SQLException {
        long finished = row.getLong("finished_at");
        boolean open = row.wasNull();
        return new UploadTask(
                UUID.fromString(row.getString("id")),
                Path.of(row.getString("path")),
                row.getString("file_name"),
                row.getLong("size"),
                row.getLong("mtime_ms"),
                row.getString("content_type"),
                UploadPurpose.valueOf(row.getString("purpose").toUpperCase(Locale.ROOT)),
                row.getLong("part_size"),
                UploadState.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
                row.getInt("priority"),
                row.getString("sha256"),
                row.getString("error"),
                row.getString("manifest"),
                Instant.ofEpochMilli(row.getLong("created_at")),
                open ? null : Instant.ofEpochMilli(finished),
                row.getString("replaces") == null ? null : UUID.fromString(row.getString("replaces")),
                row.getLong("reused"));
    }
}
