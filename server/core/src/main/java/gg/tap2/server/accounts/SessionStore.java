package gg.tap2.server.accounts;

import gg.tap2.model.accounts.AdminScope;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.accounts.SessionInfo;
import gg.tap2.server.accounts.tokens.RefreshToken;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// SQL of sessions, sign-in challenges and trusted devices.
final class SessionStore {
    record Session(
            UUID id,
            UUID userId,
            String token,
            @Nullable String previousToken,
            @Nullable Instant rotatedAt,
            @Nullable String successor,
            byte[] familySecret,
            Instant expiresAt,
            @Nullable Instant revokedAt) {
        boolean isAlive(Instant now) {
            return revokedAt == null && expiresAt.isAfter(now);
        }
    }

    /// What a request needs to know about its session and user.
    record State(
            UUID userId,
            Role role,
            @Nullable AdminScope scope,
            boolean alive,
            @Nullable UUID fanId,
            @Nullable UUID creatorId,
            @Nullable UUID actingAdminId,
            boolean confirmed) {}

    void insert(
            Tx tx,
            UUID id,
            UUID userId,
            RefreshToken token,
            byte[] familySecret,
            Instant expires,
            SignInClient c,
            @Nullable UUID actingAdmin,
            Instant now) {
        tx.sql("""
                        INSERT INTO sessions (id, user_id, token, family_secret, expires_at, created_at, last_used_at,
                          device_name, user_agent, ip_address, client, acting_admin_id)
                        VALUES (:id, :user, :token, :secret, :expires, :now, :now, :device, :agent, :ip, :client,
                          CAST(:admin AS uuid))""")
                .set("id", id)
                .set("user", userId)
                .set("token", token.hash())
                .set("secret", familySecret)
                .set("expires", expires)
                .set("now", now)
                .set("device", c.label())
                .set("agent", c.userAgent())
                .set("ip", c.ip())
                .set("client", c.web() ? "web" : "api")
                .set("admin", actingAdmin)
                .update();
    }

    Optional<Session> lock(Tx tx, UUID id) {
        return tx.sql("SELECT * FROM sessions WHERE id = :id FOR UPDATE")
                .set("id", id)
                .first(SessionStore::session);
    }

    void rotate(Tx tx, Session s, RefreshToken next, String sealed, Instant expires, String ip, Instant now) {
        tx.sql("""
                        UPDATE sessions SET token = :next, previous_token = :previous, successor = :sealed,
                          rotated_at = :now, last_used_at = :now, expires_at = :expires, ip_address = :ip
                        WHERE id = :id""")
                .set("next", next.hash())
                .set("previous", s.token())
                .set("sealed", sealed)
                .set("now", now)
                .set("expires", expires)
                .set("ip", ip)
                .set("id", s.id())
                .update();
    }

    /// Number of sessions that were alive.
    long revoke(Tx tx, UUID userId, UUID sessionId, Instant now) {
        return tx.sql("""
                        UPDATE sessions SET revoked_at = :now, successor = NULL
                        WHERE id = :id AND user_id = :user AND revoked_at IS NULL""")
                .set("now", now)
                .set("id", sessionId)
                .set("user", userId)
                .update();
    }

    /// Ids of the sessions that this ended.
    List<UUID> revokeAll(Tx tx, UUID userId, @Nullable UUID except, Instant now) {
        return tx.sql("""
                        UPDATE sessions SET revoked_at = :now, successor = NULL WHERE user_id = :user
                          AND revoked_at IS NULL AND id IS DISTINCT FROM CAST(:except AS uuid) RETURNING id""")
                .set("now", now)
                .set("user", userId)
                .set("except", except)
                .list(r -> r.uuid("id"));
    }

    List<UUID> revokeForAdmin(Tx tx, UUID userId, UUID adminId, Instant now) {
        return tx.sql("""
                        UPDATE sessions SET revoked_at = :now, successor = NULL WHERE user_id = :user AND acting_admin_id = :admin
                          AND revoked_at IS NULL AND expires_at > :now RETURNING id""")
                .set("now", now)
                .set("user", userId)
                .set("admin", adminId)
                .list(r -> r.uuid("id"));
    }

    List<SessionInfo> list(Tx tx, UUID userId, UUID current, Instant now) {
        return tx.sql("""
                        SELECT * FROM sessions WHERE user_id = :user AND revoked_at IS NULL AND expires_at > :now
                          AND acting_admin_id IS NULL ORDER BY last_used_at DESC""")
                .set("user", userId)
                .set("now", now)
                .list(r -> new SessionInfo(
                        r.uuid("id"),
                        r.text("device_name"),
                        r.textOrNull("user_agent"),
                        r.textOrNull("ip_address"),
                        r.instant("created_at"),
                        r.instant("last_used_at"),
                        r.uuid("id").equals(current)));
    }

    boolean rename(Tx tx, UUID userId, UUID id, String name) {
        return tx.sql(
                                "UPDATE sessions SET device_name = :name WHERE id = :id AND user_id = :user AND revoked_at IS NULL")
                        .set("name", name)
                        .set("id", id)
                        .set("user", userId)
                        .update()
                == 1;
    }

    Optional<State> state(Tx tx, UUID id, Instant now) {
        return tx.sql("""
                        SELECT s.user_id, s.acting_admin_id, u.role, u.admin_scope, u.email_verified, f.id AS fan_id, c.id AS creator_id,
                          s.revoked_at IS NULL AND s.expires_at > :now AND u.status = 'active' AND (s.acting_admin_id IS NULL
                            OR EXISTS (SELECT 1 FROM users a WHERE a.id = s.acting_admin_id AND a.status = 'active' AND a.role = 'admin' AND a.admin_scope IN ('full', 'support'))) AS alive
                        FROM sessions s JOIN users u ON u.id = s.user_id
                        LEFT JOIN fans f ON f.user_id = u.id LEFT JOIN creators c ON c.user_id = u.id
                        WHERE s.id = :id""")
                .set("id", id)
                .set("now", now)
                .first(r -> new State(
                        r.uuid("user_id"),
                        r.enumeration("role", Role.class),
                        r.enumerationOrNull("admin_scope", AdminScope.class),
                        r.bool("alive"),
                        r.uuidOrNull("fan_id"),
                        r.uuidOrNull("creator_id"),
                        r.uuidOrNull("acting_admin_id"),
                        r.bool("email_verified")));
    }

    /// Which of these sessions are over.
    java.util.Set<UUID> over(Tx tx, java.util.Collection<UUID> ids, Instant now) {
        var over = new java.util.HashSet<UUID>();
        tx.sql("""
                        SELECT i.id FROM unnest(CAST(:ids AS uuid[])) AS i(id)
                        LEFT JOIN sessions s ON s.id = i.id AND s.revoked_at IS NULL AND s.expires_at > :now
                        LEFT JOIN users u ON u.id = s.user_id AND u.status = 'active'
                        WHERE u.id IS NULL""")
                .set("ids", gg.tap2.server.platform.db.SqlArrays.raw(ids))
                .set("now", now)
                .each(r -> over.add(r.uuid("id")));
        return over;
    }

    /// Whether the user was signed in before from a place like this one.
    boolean knowsPlace(Tx tx, UUID userId, SignInClient c) {
        return tx.sql("""
                        SELECT 1 AS known FROM sessions WHERE user_id = :user AND ip_address = :ip
                          AND user_agent IS NOT DISTINCT FROM CAST(:agent AS text) LIMIT 1""")
                .set("user", userId)
                .set("ip", c.ip())
                .set("agent", c.userAgent())
                .exists();
    }

    boolean hasSessions(Tx tx, UUID userId) {
        return tx.sql("SELECT 1 AS known FROM sessions WHERE user_id = :user LIMIT 1")
                .set("user", userId)
                .exists();
    }

    boolean trusts(Tx tx, UUID userId, String deviceHash) {
        return tx.sql("SELECT 1 AS known FROM trusted_devices WHERE user_id = :user AND hash = :hash")
                .set("user", userId)
                .set("hash", deviceHash)
                .exists();
    }

    void trust(Tx tx, UUID userId, String deviceHash, @Nullable String userAgent, Instant now) {
        tx.sql("""
                        INSERT INTO trusted_devices (hash, user_id, user_agent, created_at, last_used_at)
                        VALUES (:hash, :user, :agent, :now, :now)
                        ON CONFLICT (hash, user_id) DO UPDATE SET last_used_at = :now""")
                .set("hash", deviceHash)
                .set("user", userId)
                .set("agent", userAgent)
                .set("now", now)
                .update();
    }

    void forgetDevices(Tx tx, UUID userId) {
        tx.sql("DELETE FROM trusted_devices WHERE user_id = :user")
                .set("user", userId)
                .update();
    }

    void insertChallenge(Tx tx, String hash, UUID userId, String device, Instant expires, Instant now) {
        tx.sql("""
                        INSERT INTO login_challenges (hash, user_id, device_name, created_at, expires_at)
                        VALUES (:hash, :user, :device, :now, :expires)""")
                .set("hash", hash)
                .set("user", userId)
                .set("device", device)
                .set("now", now)
                .set("expires", expires)
                .update();
    }

    record Challenge(UUID userId, String deviceName) {}

    /// Counts a try at a challenge that is still open; empty when it is over.
    Optional<Challenge> tryChallenge(Tx tx, String hash, int maxAttempts, Instant now) {
        return tx.sql("""
                        UPDATE login_challenges SET attempts = attempts + 1
                        WHERE hash = :hash AND used_at IS NULL AND expires_at > :now AND attempts < :max
                        RETURNING user_id, device_name""")
                .set("hash", hash)
                .set("now", now)
                .set("max", maxAttempts)
                .first(r -> new Challenge(r.uuid("user_id"), r.text("device_name")));
    }

    Optional<UUID> challenged(Tx tx, String hash) {
        return tx.sql("SELECT user_id FROM login_challenges WHERE hash = :hash")
                .set("hash", hash)
                .first(r -> r.uuid("user_id"));
    }

    boolean useChallenge(Tx tx, String hash, Instant now) {
        return tx.sql("UPDATE login_challenges SET used_at = :now WHERE hash = :hash AND used_at IS NULL")
                        .set("now", now)
                        .set("hash", hash)
                        .update()
                == 1;
    }

    void endChallenges(Tx tx, UUID userId, Instant now) {
        tx.sql("UPDATE login_challenges SET used_at = :now WHERE user_id = :user AND used_at IS NULL")
                .set("now", now)
                .set("user", userId)
                .update();
    }

    /// Ends what was begun and waits for a click or a code: challenges, mailed links, connections to a provider and
    /// mailed codes. Links that take something back stay.
    void endPending(Tx tx, UUID userId, Instant now) {
        endChallenges(tx, userId, now);
        tx.sql("UPDATE users SET keys_version = keys_version + 1 WHERE id = :user")
                .set("user", userId)
                .update();
        tx.sql("DELETE FROM oidc_flows WHERE link_user_id = :user")
                .set("user", userId)
                .update();
        tx.sql("DELETE FROM browser_codes WHERE user_id = :user")
                .set("user", userId)
                .update();
        tx.sql("DELETE FROM mailed_codes WHERE user_id = :user")
                .set("user", userId)
                .update();
    }

    /// Ends the oldest sessions beyond so many; their ids.
    List<UUID> revokeBeyond(Tx tx, UUID userId, int most, Instant now) {
        return tx.sql("""
                        UPDATE sessions SET revoked_at = :now, successor = NULL WHERE id IN (SELECT id FROM sessions
                          WHERE user_id = :user AND revoked_at IS NULL AND expires_at > :now AND acting_admin_id IS NULL
                          ORDER BY last_used_at DESC, id DESC OFFSET :most) RETURNING id""").set("now", now).set("user", userId).set("most", most).list(r -> r.uuid("id"));
    }

    /// Removes what ended long ago.
    long clean(Tx tx, Instant before) {
        long n = 0;
        for (String table : List.of("login_challenges", "mail_links", "oidc_flows")) {
            n += tx.sql("DELETE FROM " + table + " WHERE expires_at < :before")
                    .set("before", before)
                    .update();
        }
        n += tx.sql("DELETE FROM sessions WHERE expires_at < :before OR revoked_at < :before")
                .set("before", before)
                .update();
        return n;
    }

    private static Session session(Row r) {
        byte[] secret = r.bytesOrNull("family_secret");
        return new Session(
                r.uuid("id"),
                r.uuid("user_id"),
                r.text("token"),
                r.textOrNull("previous_token"),
                r.instantOrNull("rotated_at"),
                r.textOrNull("successor"),
                secret == null ? new byte[32] : secret,
                r.instant("expires_at"),
                r.instantOrNull("revoked_at"));
    }
}
