package gg.tap2.server.admin;

import com.fasterxml.jackson.core.type.TypeReference;
import de.siegmar.fastcsv.writer.CsvWriter;
import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminAuditEvent;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.json.Json;
import io.helidon.http.HeaderNames;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/// The audit trail: filters, and everything that matches as CSV. Rows cannot be changed, neither by this role nor past
/// the table's trigger.
final class AdminAudit {
    private static final int EXPORT_BATCH = 2_000;
    private static final TypeReference<Map<String, Object>> DETAILS = new TypeReference<>() {};
    static final String SELECT = """
            SELECT e.*, a.email AS actor_email, s.email AS subject_email FROM audit_events e
            LEFT JOIN users a ON a.id = e.actor_id LEFT JOIN users s ON s.id = e.subject_user_id""";

    private final Db db;

    AdminAudit(Db db) {
        this.db = db;
    }

    void register(Routing r) {
        r.get(Routes.ADMIN_AUDIT, Access.ADMIN_AUDIT, c -> {
            Keyset k = Keyset.of(c);
            Query q = filtered(c).page(k, "e.at", "e.id");
            k.answer(c, q.list(db, AdminAudit::event), AdminAuditEvent::at, AdminAuditEvent::id);
        });
        r.get(Routes.ADMIN_AUDIT_CSV, Access.ADMIN_AUDIT, Proof.FRESH, this::csv);
    }

    private static Query filtered(Call c) {
        return new Query(SELECT)
                .whereIf(uuid(c, "actor"), "e.actor_id = CAST(:actor AS uuid)", "actor")
                .whereIf(uuid(c, "subject"), "e.subject_user_id = CAST(:subject AS uuid)", "subject")
                .whereIf(c.query("action"), "e.action = :action", "action")
                .whereIf(time(c, "from"), "e.at >= CAST(:from AS timestamptz)", "from")
                .whereIf(time(c, "until"), "e.at < CAST(:until AS timestamptz)", "until")
                .whereIf(
                        c.query("q").map(q -> "%" + q.replaceAll("[%_\\\\]", "\\\\$0") + "%"),
                        "e.reason IS NOT NULL AND lower(e.reason || ' ' || CAST(e.details AS text)) LIKE lower(:q)",
                        "q");
    }

    static Optional<UUID> uuid(Call c, String name) {
        try {
            return c.query(name).map(UUID::fromString);
        } catch (IllegalArgumentException e) {
            throw ApiException.invalid(name, "invalid");
        }
    }

    /// Part of a path.
    static UUID uuid(String text) {
        try {
            return UUID.fromString(text);
        } catch (IllegalArgumentException e) {
            throw ApiException.notFound();
        }
    }

    static Optional<Instant> time(Call c, String name) {
        try {
            return c.query(name).map(t -> t.length() == 10 ? Instant.parse(t + "T00:00:00Z") : Instant.parse(t));
        } catch (DateTimeParseException e) {
            throw ApiException.invalid(name, "invalid");
        }
    }

    static AdminAuditEvent event(Row r) {
        return new AdminAuditEvent(
                r.uuid("id"),
                r.instant("at"),
                r.uuidOrNull("actor_id"),
                r.textOrNull("actor_email"),
                r.uuidOrNull("subject_user_id"),
                r.textOrNull("subject_email"),
                r.text("action"),
                r.textOrNull("reason"),
                r.textOrNull("ip_address"),
                r.json("details", DETAILS));
    }

    private void csv(Call c) {
        filtered(c);
        c.response().header(HeaderNames.CONTENT_DISPOSITION, "attachment; filename=\"tap2-audit.csv\"");
        c.csv(out -> {
            var writer = new java.io.OutputStreamWriter(out, StandardCharsets.UTF_8);
            try (var csv = CsvWriter.builder().build(writer)) {
                csv.writeRecord(List.of("at", "id", "actor", "subject", "action", "reason", "ip_address", "details"));
                Instant at = Instant.parse("9999-01-01T00:00:00Z");
                UUID id = UUID.fromString("ffffffff-ffff-ffff-ffff-ffffffffffff");
                for (int n = EXPORT_BATCH + 1; n > EXPORT_BATCH; ) {
                    Keyset k = new Keyset(at, id, EXPORT_BATCH);
                    Query q = filtered(c).page(k, "e.at", "e.id");
                    List<AdminAuditEvent> events = db.read(tx -> q.list(tx, AdminAudit::event));
                    n = events.size();
                    for (AdminAuditEvent e : events.subList(0, Math.min(n, EXPORT_BATCH))) {
                        csv.writeRecord(List.of(
                                e.at().toString(),
                                e.id().toString(),
                                safe(e.actorEmail()),
                                safe(e.subjectEmail()),
                                e.action(),
                                safe(e.reason()),
                                safe(e.ipAddress()),
                                safe(Json.write(e.details()))));
                        at = e.at();
                        id = e.id();
                    }
                }
            }
        });
    }

    /// A spreadsheet must not take what somebody wrote for a formula.
    static String safe(@org.jspecify.annotations.Nullable String s) {
        if (s == null) {
            return "";
        }
        return !s.isEmpty() && "=+-@\t\r\n".indexOf(s.charAt(0)) >= 0 ? "'" + s : s;
    }
}
