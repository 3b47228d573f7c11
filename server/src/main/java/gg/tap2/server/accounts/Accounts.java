package gg.tap2.server.accounts;

import gg.tap2.model.accounts.BackupCodes;
import gg.tap2.model.accounts.ChangeEmail;
import gg.tap2.model.accounts.ChangePassword;
import gg.tap2.model.accounts.ConfirmIdentity;
import gg.tap2.model.accounts.Me;
import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.ResetPassword;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.accounts.SecondFactorSetup;
import gg.tap2.model.accounts.UpdateMe;
import gg.tap2.model.common.EmailAddress;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Slugs;
import gg.tap2.server.accounts.MailLinks.Purpose;
import gg.tap2.server.notices.MailMessage;
import gg.tap2.server.notices.Mailer;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.i18n.Texts;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Door to a user's account: opening it, proving and changing the address, passwords, second factor.
public final class Accounts {
    private final Db db;
    private final AccountStore store;
    private final MailLinks links;
    private final Sessions sessions;
    private final SessionStore sessionStore;
    private final SecondFactors factors;
    private final Passwords passwords;
    private final Throttle throttle;
    private final AuditLog audit;
    private final Mailer mailer;
    private final Runnable mailSoon;
    private final InstantSource clock;
    private final Supplier<String> baseUrl;
    private final List<EmailVerified> listeners;

    Accounts(
            Db db,
            AccountStore store,
            MailLinks links,
            Sessions sessions,
            SessionStore sessionStore,
            SecondFactors factors,
            Passwords passwords,
            Throttle throttle,
            AuditLog audit,
            Mailer mailer,
            Runnable mailSoon,
            InstantSource clock,
            Supplier<String> baseUrl,
            List<EmailVerified> listeners) {
        this.db = db;
        this.store = store;
        this.links = links;
        this.sessions = sessions;
        this.sessionStore = sessionStore;
        this.factors = factors;
        this.passwords = passwords;
        this.throttle = throttle;
        this.audit = audit;
        this.mailer = mailer;
        this.mailSoon = mailSoon;
        this.clock = clock;
        this.baseUrl = baseUrl;
        this.listeners = listeners;
    }

    /// Opens an account. For an address that has one already, its owner is told by mail instead; the caller
    /// cannot tell the two apart.
    ///
    /// @throws ApiException 422 when the slug is taken or the password is a common one
    public void register(RegisterRequest r, Locale preferred, String ip) {
        PasswordRules.check("password", r.password(), r.email());
        Locale locale = r.locale() == null ? Texts.supported(preferred) : Texts.supported(Locale.of(r.locale()));
        String slug = r.role() == Role.CREATOR ? r.slug() : null;
        if (slug != null && db.read(tx -> store.slugTaken(tx, slug))) {
            throw ApiException.invalid("slug", "taken");
        }
        String hash = passwords.hash(r.password());
        var user = new User(
                Ids.next(clock),
                EmailAddress.of(r.email()).text(),
                hash,
                r.role(),
                false,
                r.displayName().strip(),
                locale.getLanguage(),
                "active",
                null);
        passwords
                .pace()
                .run(() -> db.transact(tx -> {
                    if (!create(tx, user, slug)) {
                        User owner = store.findByEmail(tx, user.email()).orElseThrow();
                        mailer.send(
                                tx,
                                MailMessage.of(owner.email(), "already_registered", owner.language())
                                        .withLink(baseUrl.get() + "/forgot-password"));
                        audit.record(tx, null, owner.id(), "registration_repeated", null, ip, java.util.Map.of());
                        return;
                    }
                    audit.record(tx, user.id(), "registered", ip);
                    sendVerification(tx, user);
                }));
        mailSoon.run();
    }

    /// Inserts the user with the creator or fan side; false when the address is taken.
    boolean create(Tx tx, User user, @Nullable String slug) {
        Instant now = clock.instant();
        if (!store.insert(tx, user, now)) {
            return false;
        }
        if (user.role() == Role.CREATOR) {
            if (slug == null) {
                insertWithSuggestedSlug(tx, user, now);
            } else if (!store.insertCreator(tx, Ids.next(clock), user, slug, now)) {
                throw ApiException.invalid("slug", "taken");
            }
        } else if (user.role() == Role.FAN) {
            store.insertFan(tx, Ids.next(clock), user, now);
        }
        if (user.emailVerified()) {
            listeners.forEach(l -> l.verified(tx, user.id(), user.email()));
        }
        return true;
    }

    private void insertWithSuggestedSlug(Tx tx, User user, Instant now) {
        String base = Slugs.suggest(user.displayName());
        for (int i = 0; i < 20; i++) {
            String tail = i == 0 ? "" : "-" + RandomTokens.number(i < 5 ? 100 : 1_000_000);
            String slug = (base.length() > 30 ? base.substring(0, 30).replaceAll("-+$", "") : base) + tail;
            if (!Slugs.isValid(slug)) {
                slug = "creator-" + RandomTokens.number(10_000_000);
            }
            if (store.insertCreator(tx, Ids.next(clock), user, slug, now)) {
                return;
            }
        }
        throw new IllegalStateException("no free slug found for " + base);
    }

    private void sendVerification(Tx tx, User user) {
        String token = links.create(tx, user.id(), user.email(), Purpose.VERIFY_EMAIL, clock.instant());
        mailer.send(
                tx,
                MailMessage.of(user.email(), "verify_email", user.language(), user.displayName())
                        .withLink(baseUrl.get() + "/verify-email?token=" + token));
    }

    /// Sends another confirmation mail, if there is something to confirm. Says nothing either way.
    public void resendVerification(String email) {
        passwords
                .pace()
                .run(() -> db.transact(tx -> store.findByEmail(tx, email)
                        .filter(u -> u.isActive() && !u.emailVerified())
                        .ifPresent(u -> sendVerification(tx, u))));
        mailSoon.run();
    }

    /// Confirms an address: that of the registration, or the new one of a change. False when the link is no
    /// good.
    public boolean verifyEmail(String token, String ip) {
        UUID changed = db.inTransaction(tx -> {
            Instant now = clock.instant();
            var link = links.use(tx, token, now, Purpose.VERIFY_EMAIL, Purpose.CHANGE_EMAIL)
                    .orElse(null);
            User user = link == null
                    ? null
                    : store.findForUpdate(tx, link.userId())
                            .filter(User::isActive)
                            .orElse(null);
            if (link == null || user == null) {
                return null;
            }
            if (link.purpose() == Purpose.CHANGE_EMAIL) {
                if (store.findByEmail(tx, link.email())
                        .filter(o -> !o.id().equals(user.id()))
                        .isPresent()) {
                    return null;
                }
                store.setEmail(tx, user.id(), link.email(), now);
                links.end(tx, user.id(), Purpose.RESET_PASSWORD, now);
                audit.record(tx, user.id(), "email_changed", ip);
                mailer.send(tx, MailMessage.of(user.email(), "email_changed", user.language(), link.email()));
            } else if (EmailAddress.same(user.email(), link.email())) {
                store.setVerified(tx, user.id(), now);
                audit.record(tx, user.id(), "email_verified", ip);
            } else {
                return null;
            }
            listeners.forEach(l -> l.verified(tx, user.id(), link.email()));
            return user.id();
        });
        if (changed != null) {
            sessions.forget(changed);
            mailSoon.run();
        }
        return changed != null;
    }

    /// Mails a link that sets a new password, if there is such an account. Says nothing either way.
    public void forgotPassword(String email, String ip) {
        passwords
                .pace()
                .run(() -> db.transact(tx -> store.findByEmail(tx, email)
                        .filter(u -> !u.status().equals("deleted"))
                        .ifPresent(u -> {
                            String token = links.create(tx, u.id(), u.email(), Purpose.RESET_PASSWORD, clock.instant());
                            mailer.send(
                                    tx,
                                    MailMessage.of(u.email(), "reset_password", u.language(), u.displayName())
                                            .withLink(baseUrl.get() + "/reset-password?token=" + token));
                            audit.record(tx, null, u.id(), "password_reset_requested", null, ip, java.util.Map.of());
                        })));
        mailSoon.run();
    }

    /// Sets a new password and ends all sessions; the second factor stays. False when the link is no good.
    public boolean resetPassword(ResetPassword r, String ip) {
        PasswordRules.check("password", r.password(), "");
        String hash = passwords.hash(r.password());
        UUID changed = db.inTransaction(tx -> {
            Instant now = clock.instant();
            var link = links.use(tx, r.token(), now, Purpose.RESET_PASSWORD).orElse(null);
            User user = link == null
                    ? null
                    : store.findForUpdate(tx, link.userId())
                            .filter(u -> EmailAddress.same(u.email(), link.email()))
                            .orElse(null);
            if (user == null) {
                return null;
            }
            store.setPassword(tx, user.id(), hash, now);
            if (!user.emailVerified()) {
                store.setVerified(tx, user.id(), now);
                listeners.forEach(l -> l.verified(tx, user.id(), user.email()));
            }
            sessions.revokeAll(tx, user.id(), null);
            sessionStore.forgetDevices(tx, user.id());
            audit.record(tx, user.id(), "password_reset", ip);
            mailer.send(tx, MailMessage.of(user.email(), "password_changed", user.language()));
            return user.id();
        });
        if (changed != null) {
            sessions.forget(changed);
            mailSoon.run();
        }
        return changed != null;
    }

    /// Changes the password and ends all other sessions.
    ///
    /// @throws ApiException 403 when the proof is wrong
    public void changePassword(UUID userId, UUID sessionId, ChangePassword r, String ip) {
        User user = get(userId);
        confirm(user, new ConfirmIdentity(r.currentPassword(), r.code()));
        PasswordRules.check("newPassword", r.newPassword(), user.email());
        String hash = passwords.hash(r.newPassword());
        db.transact(tx -> {
            store.setPassword(tx, userId, hash, clock.instant());
            links.end(tx, userId, Purpose.RESET_PASSWORD, clock.instant());
            sessions.revokeAll(tx, userId, sessionId);
            audit.record(tx, userId, "password_changed", ip);
            mailer.send(tx, MailMessage.of(user.email(), "password_changed", user.language()));
        });
        sessions.forget(userId);
        mailSoon.run();
    }

    /// Asks the new address to confirm and tells the old one. Says nothing about whether the new one is taken.
    public void requestEmailChange(UUID userId, ChangeEmail r, String ip) {
        User user = get(userId);
        confirm(user, new ConfirmIdentity(r.password(), r.code()));
        String email = EmailAddress.of(r.email()).text();
        db.transact(tx -> {
            mailer.send(tx, MailMessage.of(user.email(), "email_change_requested", user.language(), email));
            audit.record(tx, userId, "email_change_requested", ip);
            if (store.findByEmail(tx, email).isPresent()) {
                return;
            }
            String token = links.create(tx, userId, email, Purpose.CHANGE_EMAIL, clock.instant());
            mailer.send(
                    tx,
                    MailMessage.of(email, "confirm_new_email", user.language(), user.displayName())
                            .withLink(baseUrl.get() + "/verify-email?token=" + token));
        });
        mailSoon.run();
    }

    /// Checks who is there before something sensitive: the password where there is one, and a code where a
    /// second factor is on.
    ///
    /// @throws ApiException 403 when it does not fit, 429 after too many wrong tries
    public void confirm(UUID userId, ConfirmIdentity proof) {
        confirm(get(userId), proof);
    }

    private void confirm(User user, ConfirmIdentity proof) {
        var wait = throttle.beforeCode(user.id(), true);
        if (wait.isPresent()) {
            throw ApiException.tooMany(wait.getAsInt());
        }
        String hash = user.passwordHash();
        String password = proof.password() == null ? "" : proof.password();
        boolean ok = hash == null || passwords.matches(password, hash);
        if (ok && factors.isEnabled(user.id())) {
            String code = proof.code();
            if (code == null || code.isBlank()) {
                throw ApiException.of(403, "second_factor_needed");
            }
            ok = db.inTransaction(tx -> factors.check(tx, user.id(), code));
        }
        if (!ok) {
            throttle.wrongCode(user.id(), true);
            throw ApiException.of(403, "confirmation_wrong");
        }
    }

    /// Whether a code of the user's second factor is right; it is used up. For money actions over a limit.
    public boolean confirmCode(UUID userId, String code) {
        if (throttle.beforeCode(userId, true).isPresent()) {
            return false;
        }
        boolean ok = db.inTransaction(tx -> factors.check(tx, userId, code));
        if (!ok) {
            throttle.wrongCode(userId, true);
        }
        return ok;
    }

    /// The same where a missing or wrong code ends the request.
    ///
    /// @throws ApiException 403 when it does not fit, 429 after too many wrong tries
    void proveCode(UUID userId, @Nullable String code) {
        var wait = throttle.beforeCode(userId, true);
        if (wait.isPresent()) {
            throw ApiException.tooMany(wait.getAsInt());
        }
        if (code == null || code.isBlank()) {
            throw ApiException.of(403, "second_factor_needed");
        }
        if (!confirmCode(userId, code)) {
            throw ApiException.of(403, "confirmation_wrong");
        }
    }

    public boolean hasSecondFactor(UUID userId) {
        return factors.isEnabled(userId);
    }

    /// Prepares a second factor; it counts once a code was confirmed.
    public SecondFactorSetup prepareSecondFactor(UUID userId, ConfirmIdentity proof) {
        User user = get(userId);
        if (factors.isEnabled(userId)) {
            throw ApiException.conflict("second_factor_on");
        }
        confirm(user, proof);
        return factors.prepare(user).orElseThrow(() -> ApiException.conflict("second_factor_on"));
    }

    /// Empty when the code is wrong.
    public Optional<BackupCodes> enableSecondFactor(UUID userId, String code, String ip) {
        User user = get(userId);
        var wait = throttle.beforeCode(userId, true);
        if (wait.isPresent()) {
            throw ApiException.tooMany(wait.getAsInt());
        }
        var codes = factors.confirm(user, code, ip);
        if (codes.isEmpty()) {
            throttle.wrongCode(userId, true);
        }
        mailSoon.run();
        return codes;
    }

    public BackupCodes renewBackupCodes(UUID userId, ConfirmIdentity proof, String ip) {
        User user = get(userId);
        confirm(user, proof);
        return factors.renewCodes(user, ip).orElseThrow(() -> ApiException.conflict("second_factor_off"));
    }

    public void disableSecondFactor(UUID userId, ConfirmIdentity proof, String ip) {
        User user = get(userId);
        confirm(user, proof);
        factors.disable(user, ip);
        mailSoon.run();
    }

    public SignInWays signInWays(UUID userId) {
        return db.read(tx -> store.signInWays(tx, userId)).orElseThrow(ApiException::notFound);
    }

    public Me me(UUID userId) {
        return db.read(tx -> store.me(tx, userId)).orElseThrow(() -> ApiException.unauthorized("unauthenticated"));
    }

    public Me update(UUID userId, UpdateMe change) {
        db.transact(tx -> store.update(tx, userId, change.displayName(), change.locale(), clock.instant()));
        return me(userId);
    }

    /// Security events of the user, newest first.
    public List<AuditLog.Event> events(UUID userId, int limit, int offset) {
        return db.read(tx -> audit.list(tx, userId, limit, offset));
    }

    public long eventCount(UUID userId) {
        return db.read(tx -> audit.count(tx, userId));
    }

    private User get(UUID userId) {
        return db.read(tx -> store.find(tx, userId))
                .filter(User::isActive)
                .orElseThrow(() -> ApiException.unauthorized("unauthenticated"));
    }
}
