package gg.tap2.server.accounts;

import gg.tap2.model.accounts.BrowserSignIn;
import gg.tap2.model.accounts.LoginRequest;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Function;

/// Door to signing in: password, then a code where a second factor is on.
public final class SignIns {
    static final Duration CHALLENGE_LIFETIME = Duration.ofMinutes(5);
    private static final int CHALLENGE_ATTEMPTS = 5;

    private final Db db;
    private final AccountStore users;
    private final SessionStore store;
    private final Sessions sessions;
    private final Confirmations confirmations;
    private final SecondFactors factors;
    private final Passwords passwords;
    private final Throttle throttle;
    private final AuditLog audit;
    private final InstantSource clock;
    private final Runnable mailSoon;

    SignIns(
            Db db,
            AccountStore users,
            SessionStore store,
            Sessions sessions,
            Confirmations confirmations,
            SecondFactors factors,
            Passwords passwords,
            Throttle throttle,
            AuditLog audit,
            InstantSource clock,
            Runnable mailSoon) {
        this.db = db;
        this.users = users;
        this.store = store;
        this.sessions = sessions;
        this.confirmations = confirmations;
        this.factors = factors;
        this.passwords = passwords;
        this.throttle = throttle;
        this.audit = audit;
        this.clock = clock;
        this.mailSoon = mailSoon;
    }

    /// First step. Unknown addresses cost the same time and get the same answer as wrong passwords.
    public LoginOutcome login(LoginRequest request, SignInClient from) {
        return passwords.pace().get(() -> firstStep(request, from));
    }

    private LoginOutcome firstStep(LoginRequest request, SignInClient from) {
        var client = from.named(request.deviceName());
        String email = request.email().strip();
        User user = db.read(tx -> users.findByEmail(tx, email)).orElse(null);
        boolean trusted = user != null && isTrusted(user.id(), client);
        var attempt = throttle.takePassword(email, client, trusted);
        if (attempt.delay().isPresent()) {
            return new LoginOutcome.TooMany(attempt.delay().getAsInt());
        }
        String hash = user == null ? null : user.passwordHash();
        boolean right = passwords.matches(request.password(), hash);
        if (user == null || hash == null || !right) {
            db.transact(tx -> audit.record(
                    tx, null, user == null ? null : user.id(), "sign_in_failed", null, client.ip(), Map.of()));
            return new LoginOutcome.Refused();
        }
        throttle.right(attempt, email, client, trusted);
        if (passwords.needsUpgrade(hash)) {
            String better = passwords.hash(request.password());
            db.transact(tx -> users.upgradePassword(tx, user.id(), hash, better));
        }
        return proceed(user, client, "password");
    }

    /// For somebody whose first factor was checked: opens a session, or asks for the second factor.
    LoginOutcome proceed(User user, SignInClient client, String method) {
        if (!user.isActive()) {
            return user.isSuspended() ? new LoginOutcome.Suspended() : new LoginOutcome.Refused();
        }
        var outcome = db.<LoginOutcome>inTransaction(tx -> {
            if (!factors.isEnabled(tx, user.id())) {
                confirmations.atSignIn(tx, user);
                return sessions.open(tx, user, client, method);
            }
            String challenge = RandomTokens.next();
            var now = clock.instant();
            store.insertChallenge(
                    tx, RandomTokens.hash(challenge), user.id(), client.label(), now.plus(CHALLENGE_LIFETIME), now);
            return new LoginOutcome.SecondFactorNeeded(challenge);
        });
        mailSoon.run();
        return outcome;
    }

    /// For somebody who has just confirmed the address in the browser, or with the password, of the account.
    public LoginOutcome confirmed(User user, SignInClient client) {
        return proceed(user, client, "confirmation");
    }

    /// Signing in with a passkey alone, which is two factors: the device, and the finger, face or PIN that opens it.
    public LoginOutcome passkey(String credential, SignInClient client) {
        return proven(
                client,
                tx -> factors.passkeys()
                        .check(tx, null, credential)
                        .map(id -> new BrowserCodes.Proof(id, StepUp.SECOND_FACTOR, clock.instant())));
    }

    /// Signing in a program whose owner has just proven themselves in the browser.
    LoginOutcome browser(BrowserSignIn request, SignInClient client) {
        return proven(
                client.named(request.deviceName()),
                tx -> factors.useBrowserCode(tx, request.code(), request.verifier()));
    }

    private LoginOutcome proven(SignInClient client, Function<Tx, Optional<BrowserCodes.Proof>> proof) {
        var outcome = db.<LoginOutcome>inTransaction(tx -> {
            var shown = proof.apply(tx).orElse(null);
            User user = shown == null ? null : users.find(tx, shown.user()).orElse(null);
            if (shown == null || user == null) {
                return new LoginOutcome.Refused();
            }
            if (!user.isActive()) {
                return user.isSuspended() ? new LoginOutcome.Suspended() : new LoginOutcome.Refused();
            }
            confirmations.atSignIn(tx, user);
            var in = sessions.open(tx, user, client, shown.by());
            // What was proven in the browser is not newer for having come over here.
            StepUp.proven(tx, in.sessionId(), shown.by(), shown.at());
            return in;
        });
        mailSoon.run();
        return outcome;
    }

    /// Whose sign-in waits for a second factor; empty when it is over.
    Optional<UUID> waiting(String challenge) {
        return db.read(tx -> store.challenged(tx, RandomTokens.hash(challenge)));
    }

    /// Second step: a code of the authenticator, or a backup code.
    public LoginOutcome verify(String challenge, String code, SignInClient client) {
        String hash = RandomTokens.hash(challenge);
        UUID userId = db.read(tx -> store.challenged(tx, hash)).orElse(null);
        if (userId == null) {
            return new LoginOutcome.ChallengeOver();
        }
        boolean trusted = isTrusted(userId, client);
        var attempt = throttle.takeCode(userId, trusted);
        if (attempt.delay().isPresent()) {
            return new LoginOutcome.TooMany(attempt.delay().getAsInt());
        }
        var outcome = db.inTransaction(tx -> verify(tx, hash, code, client));
        if (!(outcome instanceof LoginOutcome.Refused)) {
            throttle.giveBack(attempt);
        }
        mailSoon.run();
        return outcome;
    }

    private LoginOutcome verify(Tx tx, String hash, String code, SignInClient client) {
        var now = clock.instant();
        var challenge = store.tryChallenge(tx, hash, CHALLENGE_ATTEMPTS, now).orElse(null);
        if (challenge == null) {
            return new LoginOutcome.ChallengeOver();
        }
        User user = users.find(tx, challenge.userId()).filter(User::isActive).orElse(null);
        if (user == null) {
            return new LoginOutcome.ChallengeOver();
        }
        if (!factors.check(tx, user.id(), code)) {
            audit.record(tx, null, user.id(), "second_factor_failed", null, client.ip(), Map.of());
            return new LoginOutcome.Refused();
        }
        if (!store.useChallenge(tx, hash, now)) {
            return new LoginOutcome.ChallengeOver();
        }
        confirmations.atSignIn(tx, user);
        return sessions.open(tx, user, client.named(challenge.deviceName()), "second_factor");
    }

    private boolean isTrusted(UUID userId, SignInClient client) {
        String device = client.deviceToken();
        return db.read(tx -> device != null && store.trusts(tx, userId, RandomTokens.hash(device))
                || store.knowsPlace(tx, userId, client));
    }
}
