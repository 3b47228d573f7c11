package gg.tap2.server.admin;

import gg.tap2.model.admin.AdminChange;
import gg.tap2.model.admin.AdminChange.Kind;
import gg.tap2.model.admin.AdminChange.Status;
import gg.tap2.model.common.Ids;
import gg.tap2.server.accounts.AuditLog;
import gg.tap2.server.accounts.Moderation.Act;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.json.Json;
import java.time.InstantSource;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Changes that wait for a second admin. The one who agrees makes them happen: the decision is written in the
/// transaction of the change, so that none is done without it or twice.
final class AdminChanges {
    static final String SELECT = """
            SELECT m.*, q.email AS requested_email, d.email AS decided_email FROM admin_changes m
            JOIN users q ON q.id = m.requested_by LEFT JOIN users d ON d.id = m.decided_by""";

    /// Makes a change happen in the name of who asked for it; `decided` is written in the same transaction.
    interface Doing {
        void run(String target, String body, Act requester, UUID agreed, Consumer<Tx> decided);
    }

    private final Db db;
    private final InstantSource clock;
    private final FourEyes eyes;
    private final AuditLog audit;
    private final Map<Kind, Doing> doings = new EnumMap<>(Kind.class);

    AdminChanges(Db db, InstantSource clock, FourEyes eyes, AuditLog audit) {
        this.db = db;
        this.clock = clock;
        this.eyes = eyes;
        this.audit = audit;
    }

    /// What a kind of change does once two have agreed; called while the server is built.
    void on(Kind kind, Doing doing) {
        doings.put(kind, doing);
    }

    /// Notes a wish. The same wish of the same admin, while it waits, is one.
    AdminChange ask(Kind kind, String target, Object body, @Nullable UUID subject, Act act) {
        String json = Json.write(body);
        UUID id = db.inTransaction(tx -> {
            tx.sql("SELECT id FROM users WHERE id = :id FOR NO KEY UPDATE")
                    .set("id", act.adminId())
                    .exists();
            Optional<UUID> there = tx.sql("""
                    SELECT id FROM admin_changes WHERE status = 'waiting' AND requested_by = :by AND kind = :kind
                      AND target = :target AND body = CAST(:body AS jsonb)""")
                    .set("by", act.adminId())
                    .set("kind", kind)
                    .set("target", target)
                    .set("body", json)
                    .first(r -> r.uuid("id"));
            if (there.isPresent()) {
                return there.get();
            }
            UUID fresh = Ids.next(clock);
            tx.sql("""
                    INSERT INTO admin_changes (id, kind, target, body, subject_user_id, reason, status, requested_by, created_at)
                    VALUES (:id, :kind, :target, CAST(:body AS jsonb), CAST(:subject AS uuid), :reason, 'waiting', :by, :now)""")
                    .set("id", fresh)
                    .set("kind", kind)
                    .set("target", target)
                    .set("body", json)
                    .set("subject", subject)
                    .set("reason", act.reason())
                    .set("by", act.adminId())
                    .set("now", clock.instant())
                    .update();
            note(tx, "admin_change_requested", fresh, kind, target, subject, act);
            return fresh;
        });
        return get(id);
    }

    private void note(Tx tx, String action, UUID id, Kind kind, String target, @Nullable UUID subject, Act act) {
        audit.record(
                tx,
                act.adminId(),
                subject,
                action,
                act.reason(),
                act.ip(),
                Map.of("change", id.toString(), "kind", kind.toString(), "target", target));
    }

    private record Wish(
            Kind kind, String target, String body, @Nullable UUID subject, String reason, UUID by) {}

    private Wish wish(UUID id) {
        return db.read(tx -> tx.sql("SELECT * FROM admin_changes WHERE id = :id")
                        .set("id", id)
                        .first(r -> new Wish(
                                r.enumeration("kind", Kind.class),
                                r.text("target"),
                                r.text("body"),
                                r.uuidOrNull("subject_user_id"),
                                r.text("reason"),
                                r.uuid("requested_by"))))
                .orElseThrow(ApiException::notFound);
    }

    /// The second admin agrees, and it is done.
    ///
    /// @throws ApiException 409 for one who may not be the second, and once it was decided
    AdminChange approve(UUID id, Act act) {
        Wish w = wish(id);
        Doing doing = doings.get(w.kind());
        if (doing == null) {
            throw new IllegalStateException("nothing does " + w.kind());
        }
        doing.run(w.target(), w.body(), new Act(w.by(), act.ip(), w.reason()), act.adminId(), tx -> {
            eyes.requireSecond(tx, w.by(), act.adminId(), w.subject());
            finish(tx, id, Status.DONE, act);
            note(tx, "admin_change_approved", id, w.kind(), w.target(), w.subject(), act);
        });
        return get(id);
    }

    /// Takes it back, by whoever asked or anybody else.
    AdminChange decline(UUID id, Act act) {
        Wish w = wish(id);
        db.transact(tx -> {
            finish(tx, id, Status.DECLINED, act);
            note(tx, "admin_change_declined", id, w.kind(), w.target(), w.subject(), act);
        });
        return get(id);
    }

    private void finish(Tx tx, UUID id, Status status, Act act) {
        boolean moved = tx.sql("""
                UPDATE admin_changes SET status = :status, decided_by = :by, decision = :decision, decided_at = :now
                WHERE id = :id AND status = 'waiting'""")
                        .set("status", status)
                        .set("by", act.adminId())
                        .set("decision", act.reason())
                        .set("now", clock.instant())
                        .set("id", id)
                        .update()
                == 1;
        if (!moved) {
            throw ApiException.conflict("money_action_state", "decided");
        }
    }

    AdminChange get(UUID id) {
        return db.read(tx -> tx.sql(SELECT + " WHERE m.id = :id").set("id", id).first(AdminChanges::row))
                .orElseThrow(ApiException::notFound);
    }

    static AdminChange row(Row r) {
        return new AdminChange(
                r.uuid("id"),
                r.enumeration("kind", Kind.class),
                r.text("target"),
                r.text("body"),
                r.text("reason"),
                r.enumeration("status", Status.class),
                r.uuid("requested_by"),
                r.textOrNull("requested_email"),
                r.uuidOrNull("decided_by"),
                r.textOrNull("decided_email"),
                r.textOrNull("decision"),
                r.instant("created_at"),
                r.instantOrNull("decided_at"));
    }

    List<AdminChange> list(Query q) {
        return db.read(tx -> q.list(tx, AdminChanges::row));
    }
}
