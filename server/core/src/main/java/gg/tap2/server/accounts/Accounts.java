package gg.tap2.server.accounts;

import gg.tap2.model.accounts.BackupCodes;
import gg.tap2.model.accounts.ChangeEmail;
import gg.tap2.model.accounts.ChangePassword;
import gg.tap2.model.accounts.ConfirmIdentity;
import gg.tap2.model.accounts.Me;
import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.accounts.SecondFactorSetup;
import gg.tap2.model.accounts.UpdateMe;
import gg.tap2.model.common.Currency;
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

/// Door to a user's account: opening it, changing address and password, second factor. Proving an address is
/// [Confirmations], the ways back in are [Recoveries].
public final class Accounts {
    private final Db db;
    private final AccountStore store;
    private final MailLinks links;
    private final Sessions sessions;
    private final Keys keys;
    private final Confirmations confirmations;
    private final Identity identity;
    private final SecondFactors factors;
    private final Passwords passwords;
    private final PasswordRules rules;
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
            Keys keys,
            Confirmations confirmations,
            Identity identity,
            SecondFactors factors,
            Passwords passwords,
            PasswordRules rules,
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
        this.keys = keys;
        this.confirmations = confirmations;
        this.identity = identity;
        this.factors = factors;
        this.passwords = passwords;
        this.rules = rules;
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
    /// @param next a path of ours to go on to once the address is confirmed
    /// @return a secret for the browser that asked, by which it confirms the address with one click
    /// @throws ApiException 422 when the slug is taken or the password is a common one
    public String register(RegisterRequest r, Locale preferred, String ip, @Nullable String next) {
        rules.check("password", r.password(), r.email());
        Locale locale = r.locale() == null ? Texts.supported(preferred) : Texts.supported(Locale.of(r.locale()));
        String slug = r.role() == Role.CREATOR ? r.slug() : null;
        if (slug != null && db.read(tx -> store.slugTaken(tx, slug, clock.instant()))) {
            throw ApiException.invalid("slug", "taken");
        }
        String hash = passwords.hash(r.password());
        String secret = RandomTokens.next();
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
                    if (!create(tx, user, slug, new Home(r.country(), r.currency()))) {
                        User owner = store.findByEmail(tx, user.email()).orElseThrow();
                        mailer.send(
                                tx,
                                MailMessage.of(owner.email(), "already_registered", owner.language())
                                        .withLink(baseUrl.get() + "/forgot-password"));
                        audit.record(tx, null, owner.id(), "registration_repeated", null, ip, java.util.Map.of());
                        return;
                    }
                    audit.record(tx, user.id(), "registered", ip);
                    store.setRegistration(tx, user.id(), RandomTokens.hash(secret));
                    confirmations.send(tx, user, next);
                }));
        mailSoon.run();
        return secret;
    }

    /// The same for callers that are no browser.
    public void register(RegisterRequest r, Locale preferred, String ip) {
        register(r, preferred, ip, null);
    }

    /// Where a creator is, and what they sell and are paid in, as far as it was said.
    record Home(@Nullable String country, @Nullable Currency currency) {
        Currency chosen() {
            return currency != null ? currency : Currency.ofCountry(country).orElse(Currency.USD);
        }
    }

    /// Inserts the user with the creator or fan side; false when the address is taken.
    boolean create(Tx tx, User user, @Nullable String slug, Home home) {
        Instant now = clock.instant();
        if (!store.insert(tx, user, now)) {
            return false;
        }
        if (user.role() == Role.CREATOR) {
            if (slug == null) {
                insertWithSuggestedSlug(tx, user, home, now);
            } else if (!store.insertCreator(tx, Ids.next(clock), user, slug, home, now)) {
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

    private void insertWithSuggestedSlug(Tx tx, User user, Home home, Instant now) {
        String base = Slugs.suggest(user.displayName());
        for (int i = 0; i < 20; i++) {
            String tail = i == 0 ? "" : "-" + RandomTokens.number(i < 5 ? 100 : 1_000_000);
            String slug = (base.length() > 30 ? base.substring(0, 30).replaceAll("-+$", "") : base) + tail;
            if (!Slugs.isValid(slug)) {
                slug = "creator-" + RandomTokens.number(10_000_000);
            }
            if (store.insertCreator(tx, Ids.next(clock), user, slug, home, now)) {
                return;
            }
        }
        throw new IllegalStateException("no free slug found for " + base);
    }

    /// Changes the password and ends all other keys.
    ///
    /// @throws ApiException 403 when the proof is wrong
    public void changePassword(UUID userId, UUID sessionId, ChangePassword r, String ip) {
        User user = user(userId);
        confirm(user, new ConfirmIdentity(r.currentPassword(), r.code(), r.mailCode()));
        rules.check("newPassword", r.newPassword(), user.email());
        String hash = passwords.hash(r.newPassword());
        db.transact(tx -> {
            store.setPassword(tx, userId, hash, clock.instant());
            keys.endAll(tx, userId, sessionId);
            audit.record(tx, userId, "password_changed", ip);
            mailer.send(tx, MailMessage.of(user.email(), "password_changed", user.language()));
        });
        sessions.forget(userId);
        mailSoon.run();
    }

    /// Asks the new address to confirm and tells the old one, if that was ever confirmed. Says nothing about
    /// whether the new one is taken.
    public void requestEmailChange(UUID userId, ChangeEmail r, String ip) {
        User user = user(userId);
        confirm(user, new ConfirmIdentity(r.password(), r.code(), r.mailCode()));
        String email = EmailAddress.of(r.email()).text();
        db.transact(tx -> {
            if (user.emailVerified()) {
                mailer.send(tx, MailMessage.of(user.email(), "email_change_requested", user.language(), email));
            }
            audit.record(tx, userId, "email_change_requested", ip);
            String token = links.create(tx, userId, email, Purpose.CHANGE_EMAIL, clock.instant());
            if (store.findByEmail(tx, email).isPresent()) {
                return;
            }
            mailer.send(
                    tx,
                    MailMessage.of(email, "confirm_new_email", user.language(), Greeting.of(user))
                            .withLink(baseUrl.get() + "/verify-email?token=" + token));
        });
        mailSoon.run();
    }

    /// The address that a change waits for, if one is under way.
    public Optional<String> pendingAddress(UUID userId) {
        return db.read(tx -> links.pendingAddress(tx, userId, clock.instant()));
    }

    /// Calls a change of address off.
    public void cancelEmailChange(UUID userId, String ip) {
        db.transact(tx -> {
            links.end(tx, userId, Purpose.CHANGE_EMAIL, clock.instant());
            audit.record(tx, userId, "email_change_cancelled", ip);
        });
    }

    /// Checks who is there before something sensitive: the password where there is one, and a code where a
    /// second factor is on.
    ///
    /// @throws ApiException 403 when it does not fit, 429 after too many wrong tries
    public void confirm(UUID userId, ConfirmIdentity proof) {
        confirm(user(userId), proof);
    }

    private void confirm(User user, ConfirmIdentity proof) {
        identity.confirm(user, proof);
    }

    /// Mails a code to an account without a password, for the next proof.
    ///
    /// @throws ApiException 409 when there is a password to show
    public void mailCode(UUID userId) {
        User user = user(userId);
        if (user.passwordHash() != null) {
            throw ApiException.conflict("mail_code_not_needed");
        }
        identity.mailCode(user);
    }

    /// Whether a code of the user's second factor is right; it is used up. For money actions over a limit.
    public boolean confirmCode(UUID userId, String code) {
        return identity.confirmCode(userId, code);
    }

    /// The same where a missing or wrong code ends the request.
    ///
    /// @throws ApiException 403 when it does not fit, 429 after too many wrong tries
    void proveCode(UUID userId, @Nullable String code) {
        identity.proveCode(userId, code);
    }

    public boolean hasSecondFactor(UUID userId) {
        return factors.isEnabled(userId);
    }

    Optional<BrowserCodes.Proof> browserProof(Tx tx, UUID userId, String code) {
        return factors.browserProof(tx, userId, code);
    }

    /// Prepares an authenticator app; it counts once a code was confirmed.
    public SecondFactorSetup prepareSecondFactor(UUID userId, ConfirmIdentity proof) {
        User user = user(userId);
        requireConfirmed(user);
        confirm(user, proof);
        return factors.prepare(user).orElseThrow(() -> ApiException.conflict("second_factor_on"));
    }

    /// The set-up that waits for its first code, for whoever has its secret.
    public Optional<SecondFactorSetup> preparedSecondFactor(UUID userId, String secret) {
        return factors.prepared(user(userId), secret);
    }

    /// Empty when the code is wrong.
    public Optional<BackupCodes> enableSecondFactor(UUID userId, String code, String ip) {
        User user = user(userId);
        requireConfirmed(user);
        var attempt = throttle.takeCode(userId, true);
        if (attempt.delay().isPresent()) {
            throw ApiException.tooMany(attempt.delay().getAsInt());
        }
        var codes = factors.confirm(user, code, ip);
        if (codes.isPresent()) {
            throttle.giveBack(attempt);
            db.transact(tx -> keys.changed(tx, userId));
        }
        mailSoon.run();
        return codes;
    }

    public BackupCodes renewBackupCodes(UUID userId, ConfirmIdentity proof, String ip) {
        User user = user(userId);
        confirm(user, proof);
        return factors.renewCodes(user, ip).orElseThrow(() -> ApiException.conflict("second_factor_off"));
    }

    public void disableSecondFactor(UUID userId, ConfirmIdentity proof, String ip) {
        User user = user(userId);
        confirm(user, proof);
        factors.disable(user, ip);
        db.transact(tx -> keys.changed(tx, userId));
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

    /// Second doors behind the rule of the routes: no key is added to an account whose address is only claimed.
    private static void requireConfirmed(User user) {
        if (!user.emailVerified()) {
            throw ApiException.of(403, "email_unconfirmed");
        }
    }

    /// @throws ApiException 401 for nobody active
    User user(UUID userId) {
        return db.read(tx -> store.find(tx, userId))
                .filter(User::isActive)
                .orElseThrow(() -> ApiException.unauthorized("unauthenticated"));
    }
}
