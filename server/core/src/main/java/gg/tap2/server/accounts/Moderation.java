package gg.tap2.server.accounts;

import gg.tap2.model.accounts.AdminScope;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.common.Ids;
import gg.tap2.server.events.ModerationEvent.AccountRestored;
import gg.tap2.server.events.ModerationEvent.AccountSuspended;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// What admins do to accounts. Each change ends the user's sessions, is in the audit trail, and tells the user.
public final class Moderation {
    private final Db db;
    private final InstantSource clock;
    private final AccountStore users;
    private final Sessions sessions;
    private final AuditLog audit;

    Moderation(Db db, InstantSource clock, AccountStore users, Sessions sessions, AuditLog audit) {
        this.db = db;
        this.clock = clock;
        this.users = users;
        this.sessions = sessions;
        this.audit = audit;
    }

    /// Who acts, from where and why.
    public record Act(UUID adminId, String ip, String reason) {}

    /// @throws ApiException 404 for nobody, 409 for oneself, an admin, or somebody who is not active
    public void suspend(UUID userId, Act act) {
        change(userId, act, "active", "suspended", "account_suspended");
    }

    /// @throws ApiException 409 when the user is not suspended
    public void restore(UUID userId, Act act) {
        change(userId, act, "suspended", "active", "account_restored");
    }

    private void change(UUID userId, Act act, String from, String to, String action) {
        Instant now = clock.instant();
        db.transact(tx -> {
            User user = other(tx, userId, act);
            if (user.role() == Role.ADMIN) {
                throw ApiException.conflict("admin_protected");
            }
            boolean moved = tx.sql("""
                    UPDATE users SET status = :to, suspended_reason = :reason, updated_at = :now WHERE id = :id AND status = :from""")
                            .set("to", to)
                            .set("reason", to.equals("suspended") ? act.reason() : null)
                            .set("now", now)
                            .set("id", userId)
                            .set("from", from)
                            .update()
                    == 1;
            if (!moved) {
                throw ApiException.conflict("user_state");
            }
            sessions.revokeAll(tx, userId, null);
            audit.record(tx, act.adminId(), userId, action, act.reason(), act.ip(), Map.of());
            String ref = userId + "/" + now.toEpochMilli();
            Outbox.publish(
                    tx,
                    to.equals("suspended")
                            ? new AccountSuspended(ref, userId, act.reason())
                            : new AccountRestored(ref, userId, act.reason()),
                    now);
        });
        sessions.forget(userId);
    }

    /// Gives another role, to an admin with its scope. The last admin with the full scope cannot lose it.
    public void changeRole(UUID userId, Role role, @Nullable AdminScope scope, Act act) {
        changeRole(userId, role, scope, act, null, tx -> {});
    }

    /// The same where another admin agreed.
    ///
    /// @param decided written in the same transaction
    /// @throws ApiException 409 for oneself, or when nobody with the full scope would be left
    public void changeRole(
            UUID userId, Role role, @Nullable AdminScope scope, Act act, @Nullable UUID agreed, Consumer<Tx> decided) {
        db.transact(tx -> {
            decided.accept(tx);
            Set<UUID> others = users.lockFullAdmins(tx);
            User user = other(tx, userId, act);
            AdminScope had = user.role() == Role.ADMIN ? users.scope(tx, userId) : null;
            if (user.role() == role && had == scope) {
                return;
            }
            others.remove(userId);
            if (had == AdminScope.FULL && others.isEmpty()) {
                // Two who demote each other at the same moment: the second is too late.
                throw ApiException.conflict("last_admin");
            }
            boolean creatorWithout = role == Role.CREATOR
                    && !tx.sql("SELECT 1 AS one FROM creators WHERE user_id = :id")
                            .set("id", userId)
                            .exists();
            if (creatorWithout) {
                throw ApiException.conflict("role_needs_profile");
            }
            if (role == Role.FAN) {
                users.insertFan(tx, Ids.next(clock), user, clock.instant());
            }
            tx.sql("UPDATE users SET role = :role, admin_scope = :scope, updated_at = :now WHERE id = :id")
                    .set("role", role)
                    .set("scope", scope)
                    .set("now", clock.instant())
                    .set("id", userId)
                    .update();
            sessions.revokeAll(tx, userId, null);
            var details = new TreeMap<String, String>();
            details.put("from", user.role().toString());
            details.put("to", role.toString());
            if (had != null) {
                details.put("scopeFrom", had.toString());
            }
            if (scope != null) {
                details.put("scope", scope.toString());
            }
            if (agreed != null) {
                details.put("agreedBy", agreed.toString());
            }
            audit.record(tx, act.adminId(), userId, "role_changed", act.reason(), act.ip(), details);
        });
        sessions.forget(userId);
    }

    /// Ends all sessions of a user.
    public int signOut(UUID userId, Act act) {
        int ended = db.inTransaction(tx -> {
            if (users.find(tx, userId).isEmpty()) {
                throw ApiException.notFound();
            }
            int n = sessions.revokeAll(tx, userId, null);
            audit.record(tx, act.adminId(), userId, "signed_out_by_admin", act.reason(), act.ip(), Map.of());
            return n;
        });
        sessions.forget(userId);
        return ended;
    }

    /// Ends one session of a user.
    ///
    /// @throws ApiException 404 when the user has no such open session
    public void endSession(UUID userId, UUID sessionId, Act act) {
        db.transact(tx -> {
            if (!sessions.revoke(tx, userId, sessionId)) {
                throw ApiException.notFound();
            }
            audit.record(
                    tx,
                    act.adminId(),
                    userId,
                    "session_ended_by_admin",
                    act.reason(),
                    act.ip(),
                    Map.of("session", sessionId.toString()));
        });
        sessions.forget(userId);
    }

    /// A look at the platform through a user's eyes.
    public record Look(String accessToken, Instant expiresAt) {}

    /// A read-only session as the user; never as another admin. It ends by itself, with the admin's own role, or by
    /// [#endImpersonation].
    public Look impersonate(UUID userId, Act act, SignInClient client) {
        return db.inTransaction(tx -> {
            User user = other(tx, userId, act);
            if (user.role() == Role.ADMIN) {
                throw ApiException.conflict("admin_protected");
            }
            if (!user.isActive()) {
                throw ApiException.conflict("user_state");
            }
            audit.record(tx, act.adminId(), userId, "impersonated", act.reason(), act.ip(), Map.of());
            Instant expires = clock.instant().plus(Sessions.LOOK);
            return new Look(sessions.openForAdmin(tx, userId, act.adminId(), client), expires);
        });
    }

    /// Ends what this admin opened as the user; nothing happens when it has ended by itself.
    public void endImpersonation(UUID userId, UUID adminId, String ip) {
        db.transact(tx -> {
            if (sessions.endForAdmin(tx, userId, adminId)) {
                audit.record(tx, adminId, userId, "impersonation_ended", null, ip, Map.of());
            }
        });
    }

    private User other(Tx tx, UUID userId, Act act) {
        if (userId.equals(act.adminId())) {
            throw ApiException.conflict("not_yourself");
        }
        return users.findForUpdate(tx, userId).orElseThrow(ApiException::notFound);
    }
}
