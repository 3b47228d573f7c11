package gg.tap2.studio.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.studio.platform.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Edits of both sides that touch the same field, kept until the user has chosen.
public final class Conflicts {
    public record Conflict(
            String kind,
            String entityId,
            ObjectNode base,
            ObjectNode mine,
            ObjectNode theirs,
            long theirsVersion,
            Instant createdAt) {}

    private final Database db;

    Conflicts(Database db) {
        this.db = db;
    }

    public void save(Conflict conflict) {
        db.update(
                "INSERT OR REPLACE INTO conflict VALUES (?, ?, ?, ?, ?, ?, ?)",
                conflict.kind(),
                conflict.entityId(),
                conflict.base(),
                conflict.mine(),
                conflict.theirs(),
                conflict.theirsVersion(),
                conflict.createdAt());
    }

    public List<Conflict> list() {
        return db.list("SELECT * FROM conflict ORDER BY created_at", Conflicts::conflict);
    }

    public Optional<Conflict> find(String kind, @Nullable Object id) {
        return db.find("SELECT * FROM conflict WHERE kind = ? AND entity_id = ?", Conflicts::conflict, kind, id);
    }

    public void delete(String kind, Object id) {
        db.update("DELETE FROM conflict WHERE kind = ? AND entity_id = ?", kind, id);
    }

    private static Conflict conflict(java.sql.ResultSet row) throws java.sql.SQLException {
        return new Conflict(
                row.getString("kind"),
                row.getString("entity_id"),
                Json.read(row.getString("base"), ObjectNode.class),
                Json.read(row.getString("mine"), ObjectNode.class),
                Json.read(row.getString("theirs"), ObjectNode.class),
                row.getLong("theirs_version"),
                Instant.ofEpochMilli(row.getLong("created_at")));
    }
}
