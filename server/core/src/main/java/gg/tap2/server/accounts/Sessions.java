package gg.tap2.server.accounts;

import gg.tap2.model.accounts.Role;
import gg.tap2.model.accounts.SessionInfo;
import gg.tap2.model.accounts.Tokens;
import gg.tap2.model.common.Ids;
import gg.tap2.server.accounts.SessionStore.Session;
import gg.tap2.server.accounts.tokens.AccessTokens;
import gg.tap2.server.accounts.tokens.RefreshToken;
import gg.tap2.server.notices.MailMessage;
import gg.tap2.server.notices.Mailer;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Door to sessions: opening, refreshing, listing and ending them. Signing in itself is [SignIns].
public final class Sessions {
    public static final Duration LIFETIME = Duration.ofDays(30);
    /// Admins sign in anew every working day, whatever they do meanwhile.
    static final Duration ADMIN_LIFETIME = Duration.ofHours(8);

    /// So many devices of one person stay signed in; the one unused for longest ends first.
    static final int MOST = 30;

    /// How long a retry with the previous token gets the same successor.

    /// How long an admin sees what a user sees; as long as one access token, which cannot be renewed.
    static final Duration LOOK = AccessTokens.LIFETIME;

    static final Duration GRACE = Duration.ofSeconds(30);

    private final Db db;
    private final SessionStore store;
    private final AccountStore users;
    private final SessionStates states;
    private final MailLinks links;
    private final java.util.function.Supplier<String> baseUrl;
    private final AccessTokens access;
    private final AuditLog audit;
    private final Mailer mailer;
    private final InstantSource clock;
    private final Runnable mailSoon;

    Sessions(
            Db db,
            SessionStore store,
            AccountStore users,
            SessionStates states,
            MailLinks links,
            java.util.function.Supplier<String> baseUrl,
            AccessTokens access,
            AuditLog audit,
            Mailer mailer,
            InstantSource clock,
            Runnable mailSoon) {
        this.db = db;
        this.store = store;
        this.users = users;
        this.states = states;
        this.links = links;
        this.baseUrl = baseUrl;
        this.access = access;
        this.audit = audit;
        this.mailer = mailer;
        this.clock = clock;
        this.mailSoon = mailSoon;
    }

    /// Opens a session for somebody who has proven who they are.
    LoginOutcome.SignedIn open(Tx tx, User user, SignInClient client, String method) {
        Instant now = clock.instant();
        String device = client.deviceToken();
        boolean known = device != null && store.trusts(tx, user.id(), RandomTokens.hash(device))
                || store.knowsPlace(tx, user.id(), client);
        boolean first = !store.hasSessions(tx, user.id());
        UUID id = Ids.next(clock);
        byte[] secret = RandomTokens.bytes(32);
        var refresh = RefreshToken.create(id, secret);
        Instant expires = now.plus(user.role() == Role.ADMIN ? ADMIN_LIFETIME : LIFETIME);
        store.insert(tx, id, user.id(), refresh, secret, expires, client, null, now);
        StepUp.proven(tx, id, method, now);
        store.revokeBeyond(tx, user.id(), MOST, now).forEach(states::forget);
        String deviceToken = device == null || device.length() != 43 ? RandomTokens.next() : device;
        if (client.web()) {
            store.trust(tx, user.id(), RandomTokens.hash(deviceToken), client.userAgent(), now);
        }
        audit.record(
                tx,
                user.id(),
                user.id(),
                "signed_in",
                null,
                client.ip(),
                Map.of("device", client.label(), "method", method, "session", id.toString()));
        if (!known && !first) {
            String denial = links.createDenial(tx, user.id(), user.email(), "session:" + id, now);
            mailer.send(
                    tx,
                    MailMessage.of(user.email(), "new_device", user.language(), client.label(), client.ip(), when(now))
                            .withLink(baseUrl.get() + Recoveries.PATH + denial));
        }
        var issued = access.issue(user.id(), id, user.role());
        return new LoginOutcome.SignedIn(
                user.id(),
                id,
                new Tokens(issued.token(), issued.expiresAt(), refresh.text(), expires),
                deviceToken,
                user.emailVerified());
    }

    /// A session in which an admin sees what the user sees; it cannot be refreshed and ends by itself. Whoever
    /// calls this has checked the admin and recorded why.
    public String openForAdmin(Tx tx, UUID userId, UUID adminId, SignInClient client) {
        Instant now = clock.instant();
        User user = users.find(tx, userId).orElseThrow();
        UUID id = Ids.next(clock);
        byte[] secret = RandomTokens.bytes(32);
        store.insert(tx, id, userId, RefreshToken.create(id, secret), secret, now.plus(LOOK), client, adminId, now);
        return access.issue(userId, id, user.role()).token();
    }

    /// Ends what this admin opened to see what the user sees; whether there was any.
    public boolean endForAdmin(Tx tx, UUID userId, UUID adminId) {
        List<UUID> ended = store.revokeForAdmin(tx, userId, adminId, clock.instant());
        ended.forEach(states::forget);
        return !ended.isEmpty();
    }

    /// Exchanges a refresh token for its successor.
    public RefreshOutcome refresh(String text, SignInClient client) {
        var token = RefreshToken.parse(text).orElse(null);
        if (token == null) {
            return new RefreshOutcome.Invalid();
        }
        var outcome = db.inTransaction(tx -> refresh(tx, token, client));
        if (outcome instanceof RefreshOutcome.Reused) {
            states.forget(token.sessionId());
            mailSoon.run();
        }
        return outcome;
    }

    private RefreshOutcome refresh(Tx tx, RefreshToken token, SignInClient client) {
        Instant now = clock.instant();
        Session s = store.lock(tx, token.sessionId()).orElse(null);
        if (s == null || !s.isAlive(now)) {
            return new RefreshOutcome.Invalid();
        }
        User user = users.find(tx, s.userId()).filter(User::isActive).orElse(null);
        if (user == null) {
            return new RefreshOutcome.Invalid();
        }
        String hash = token.hash();
        if (RandomTokens.same(hash, s.token())) {
            var next = RefreshToken.create(s.id(), s.familySecret());
            Instant expires = user.role() == Role.ADMIN ? s.expiresAt() : now.plus(LIFETIME);
            store.rotate(tx, s, next, token.seal(next), expires, client.ip(), now);
            return refreshed(user, s, next, expires);
        }
        String previous = s.previousToken();
        Instant rotated = s.rotatedAt();
        String successor = s.successor();
        boolean isPrevious = previous != null && RandomTokens.same(hash, previous);
        if (isPrevious && rotated != null && successor != null && now.isBefore(rotated.plus(GRACE))) {
            var same = token.unseal(successor).orElseThrow();
            return refreshed(user, s, same, s.expiresAt());
        }
        if (!isPrevious && !token.isOfFamily(s.familySecret())) {
            return new RefreshOutcome.Invalid();
        }
        store.revoke(tx, user.id(), s.id(), now);
        audit.record(
                tx, null, user.id(), "refresh_token_reused", null, client.ip(), Map.of("session", s.id().toString()));
        mailer.send(tx, MailMessage.of(user.email(), "session_stolen", user.language(), client.ip(), when(now)));
        return new RefreshOutcome.Reused();
    }

    private RefreshOutcome refreshed(User user, Session s, RefreshToken next, Instant expires) {
        var issued = access.issue(user.id(), s.id(), user.role());
        return new RefreshOutcome.Refreshed(
                user.id(), s.id(), new Tokens(issued.token(), issued.expiresAt(), next.text(), expires));
    }

    public void logout(UUID userId, UUID sessionId, String ip) {
        db.transact(tx -> {
            if (store.revoke(tx, userId, sessionId, clock.instant()) > 0) {
                audit.record(tx, userId, "signed_out", ip);
            }
        });
        states.forget(sessionId);
    }

    /// Ends the session of a refresh token, for a browser whose access token is gone.
    public void logout(String refreshToken, String ip) {
        RefreshToken.parse(refreshToken).ifPresent(token -> {
            Optional<UUID> user = db.read(
                    tx -> tx.sql("SELECT user_id FROM sessions WHERE id = :id AND :hash IN (token, previous_token)")
                            .set("id", token.sessionId())
                            .set("hash", token.hash())
                            .first(r -> r.uuid("user_id")));
            user.ifPresent(u -> logout(u, token.sessionId(), ip));
        });
    }

    public List<SessionInfo> list(UUID userId, UUID current) {
        return db.read(tx -> store.list(tx, userId, current, clock.instant()));
    }

    /// False when it is not a session of this user, or already ended.
    public boolean revoke(UUID userId, UUID sessionId, String ip) {
        boolean done = db.inTransaction(tx -> {
            if (store.revoke(tx, userId, sessionId, clock.instant()) == 0) {
                return false;
            }
            audit.record(tx, userId, "session_revoked", ip);
            return true;
        });
        states.forget(sessionId);
        return done;
    }

    /// For admins, who record it themselves. False when it is not a session of this user, or already ended.
    boolean revoke(Tx tx, UUID userId, UUID sessionId) {
        boolean ended = store.revoke(tx, userId, sessionId, clock.instant()) > 0;
        states.forget(sessionId);
        return ended;
    }

    /// Ends all other sessions.
    ///
    /// @return how many
    public int revokeOthers(UUID userId, UUID current, String ip) {
        int ended = db.inTransaction(tx -> {
            int n = revokeAll(tx, userId, current);
            audit.record(tx, userId, "other_sessions_revoked", ip);
            return n;
        });
        states.forgetUser(userId);
        return ended;
    }

    public boolean rename(UUID userId, UUID sessionId, String name) {
        return db.inTransaction(tx -> store.rename(tx, userId, sessionId, name));
    }

    /// Ends sessions and everything pending within somebody's transaction, such as suspending a user; call
    /// [#forget] after the commit.
    public int revokeAll(Tx tx, UUID userId, @Nullable UUID except) {
        var ended = store.revokeAll(tx, userId, except, clock.instant());
        store.endPending(tx, userId, clock.instant());
        return ended.size();
    }

    /// Makes a change of a user (role, suspension, sessions) count at once on this server.
    public void forget(UUID userId) {
        states.forgetUser(userId);
    }

    static String when(Instant at) {
        return java.time.format.DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm 'UTC'", java.util.Locale.ROOT)
                .withZone(java.time.ZoneOffset.UTC)
                .format(at);
    }
}
