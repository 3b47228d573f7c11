package gg.tap2.server.accounts;

import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Security events. Details never hold secrets.
public final class AuditLog {
    private final InstantSource clock;

    public AuditLog(InstantSource clock) {
        this.clock = clock;
    }

    public record Event(
            UUID id,
            Instant at,
            @Nullable UUID actorId,
            @Nullable UUID subjectId,
            String action,
            @Nullable String reason,
            @Nullable String ip,
            String details) {}

    /// Something a user did to the own account.
    public void record(Tx tx, UUID userId, String action, @Nullable String ip) {
        record(tx, userId, userId, action, null, ip, Map.of());
    }

    public void record(
            Tx tx,
            @Nullable UUID actor,
            @Nullable UUID subject,
            String action,
            @Nullable String reason,
            @Nullable String ip,
            Map<String, String> details) {
        tx.sql("""
                        INSERT INTO audit_events (id, at, actor_id, subject_user_id, action, reason, ip_address, details)
                        VALUES (:id, :at, :actor, :subject, :action, :reason, :ip, CAST(:details AS jsonb))""")
                .set("id", Ids.next(clock))
                .set("at", clock.instant())
                .set("actor", actor)
                .set("subject", subject)
                .set("action", action)
                .set("reason", reason)
                .set("ip", ip)
                .set("details", Json.write(details))
                .update();
    }

    /// An upload of a creator in which the scanner found malware.
    public void uploadInfected(Tx tx, UUID creator, UUID upload, String fileName, String found) {
        UUID user = tx.sql("SELECT user_id FROM creators WHERE id = :id")
                .set("id", creator)
                .one(r -> r.uuid("user_id"));
        record(
                tx,
                null,
                user,
                "upload_infected",
                null,
                null,
                Map.of("upload", upload.toString(), "file", fileName, "found", found));
    }

    /// What a user may read about the own account: all but how often admins opened it, which is theirs to control.
    public List<Event> list(Tx tx, UUID subject, int limit, int offset) {
        return tx.sql("""
                        SELECT * FROM audit_events WHERE subject_user_id = :subject AND action <> 'personal_data_opened'
                        ORDER BY at DESC, id DESC LIMIT :limit OFFSET :offset""")
                .set("subject", subject)
                .set("limit", limit)
                .set("offset", offset)
                .list(AuditLog::event);
    }

    public long count(Tx tx, UUID subject) {
        return tx.sql(
                        "SELECT count(*) AS n FROM audit_events WHERE subject_user_id = :subject AND action <> 'personal_data_opened'")
                .set("subject", subject)
                .one(r -> r.number("n"));
    }

    private static Event event(Row r) {
        return new Event(
                r.uuid("id"),
                r.instant("at"),
                r.uuidOrNull("actor_id"),
                r.uuidOrNull("subject_user_id"),
                r.text("action"),
                r.textOrNull("reason"),
                r.textOrNull("ip_address"),
                r.text("details"));
    }
}
