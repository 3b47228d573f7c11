package gg.tap2.server.accounts;

import gg.tap2.model.accounts.VerifyEmail;
import gg.tap2.model.common.EmailAddress;
import gg.tap2.server.accounts.MailLinks.Link;
import gg.tap2.server.accounts.MailLinks.Purpose;
import gg.tap2.server.notices.MailMessage;
import gg.tap2.server.notices.Mailer;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Door to proving an address. A mailed link shows that whoever clicks reads the mailbox; it does not show that the
/// same person opened the account, since anybody can type any address. So the link alone confirms the address, ends
/// what was set up before and brings nothing that the address bought earlier. With the password, the session or the
/// browser of the registration it brings everything.
public final class Confirmations {
    private final Db db;
    private final AccountStore store;
    private final MailLinks links;
    private final Sessions sessions;
    private final Keys keys;
    private final Passwords passwords;
    private final PasswordRules rules;
    private final Throttle throttle;
    private final AuditLog audit;
    private final Mailer mailer;
    private final Runnable mailSoon;
    private final InstantSource clock;
    private final Supplier<String> baseUrl;
    private final List<EmailVerified> listeners;

    Confirmations(
            Db db,
            AccountStore store,
            MailLinks links,
            Sessions sessions,
            Keys keys,
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

    /// Who follows a link, besides reading the mailbox.
    ///
    /// @param user who is signed in, if anybody
    /// @param registration the secret of the browser that opened the account, if it is that one
    public record Bearer(@Nullable UUID user, @Nullable String registration, String ip) {}

    /// What a link needs, for the page that it opens.
    public enum Need {
        /// A click: this is the browser or session of the account.
        CLICK,
        /// The account's password, or a new one.
        PASSWORD,
        /// The link is over.
        ANOTHER_LINK
    }

    public record Ahead(Need need, @Nullable String email) {}

    public Ahead ahead(String token, Bearer bearer) {
        return db.read(tx -> links.look(tx, token, clock.instant(), Purpose.VERIFY_EMAIL, Purpose.CHANGE_EMAIL)
                .flatMap(l -> store.find(tx, l.userId())
                        .map(u -> new Ahead(isOwn(tx, u.id(), bearer) ? Need.CLICK : Need.PASSWORD, l.email())))
                .orElse(new Ahead(Need.ANOTHER_LINK, null)));
    }

    private boolean isOwn(Tx tx, UUID user, Bearer bearer) {
        String secret = bearer.registration();
        return user.equals(bearer.user()) || (secret != null && store.openedBy(tx, user, RandomTokens.hash(secret)));
    }

    /// Mails a link that confirms the account's address.
    ///
    /// @param next a path of ours to go on to afterwards
    void send(Tx tx, User user, @Nullable String next) {
        String token = links.create(tx, user.id(), user.email(), Purpose.VERIFY_EMAIL, clock.instant());
        mailer.send(
                tx,
                MailMessage.of(user.email(), "verify_email", user.language(), Greeting.of(user))
                        .withLink(baseUrl.get() + "/verify-email?token=" + token + query(next)));
    }

    static String query(@Nullable String next) {
        String path = next == null ? "/" : GoogleAccounts.localPath(next);
        return path.equals("/")
                ? ""
                : "&next=" + java.net.URLEncoder.encode(path, java.nio.charset.StandardCharsets.UTF_8);
    }

    /// Sends another confirmation mail, if there is something to confirm. Says nothing either way.
    public void resend(String email) {
        passwords
                .pace()
                .run(() -> db.transact(tx -> store.findByEmail(tx, email)
                        .filter(u -> u.isActive() && !u.emailVerified())
                        .ifPresent(u -> send(tx, u, null))));
        mailSoon.run();
    }

    /// At every sign-in: what the address bought signed out joins the account.
    void atSignIn(Tx tx, User user) {
        if (user.emailVerified()) {
            listeners.forEach(l -> l.verified(tx, user.id(), user.email()));
            offerEarlierPurchases(tx, user);
        }
    }

    /// Offers what the address bought earlier to an account that was confirmed by a link alone: the link of this
    /// mail, followed while signed in, is the proof that was missing.
    private void offerEarlierPurchases(Tx tx, User user) {
        if (store.boughtEarlier(tx, user)) {
            String token = links.create(tx, user.id(), user.email(), Purpose.VERIFY_EMAIL, clock.instant());
            mailer.send(
                    tx,
                    MailMessage.of(user.email(), "claim_purchases", user.language())
                            .withLink(baseUrl.get() + "/verify-email?token=" + token + query("/library")));
        }
    }

    /// Confirms an address: that of the registration, or the new one of a change.
    ///
    /// @throws ApiException 403 for a wrong password, 422 for a new one that is too easy, 429 after too many tries
    public ConfirmOutcome confirm(VerifyEmail r, Bearer bearer) {
        Purpose[] purposes = {Purpose.VERIFY_EMAIL, Purpose.CHANGE_EMAIL};
        record Seen(Link link, User user, boolean own) {}
        var seen = db.<Optional<Seen>>read(tx -> links.look(tx, r.token(), clock.instant(), purposes)
                .flatMap(l -> store.find(tx, l.userId())
                        .filter(User::isActive)
                        .map(u -> new Seen(l, u, isOwn(tx, u.id(), bearer)))));
        if (seen.isEmpty()) {
            return new ConfirmOutcome.LinkOver();
        }
        User before = seen.get().user();
        // Slow work comes before the transaction; that nothing changed meanwhile is seen within it.
        boolean typed = false;
        String newHash = null;
        if (r.newPassword() != null && !r.newPassword().isEmpty() && !before.emailVerified()) {
            rules.check("newPassword", r.newPassword(), before.email());
            newHash = passwords.hash(r.newPassword());
        } else if (!seen.get().own() && r.password() != null && !r.password().isEmpty()) {
            checkPassword(before, r.password());
            typed = true;
        }
        boolean proven = seen.get().own() || typed || newHash != null;
        if (before.emailVerified() && seen.get().link().purpose() == Purpose.VERIFY_EMAIL && !proven) {
            return new ConfirmOutcome.Confirmed(before, false);
        }
        String replaced = newHash;
        var outcome = db.<ConfirmOutcome>inTransaction(tx -> {
            Instant now = clock.instant();
            Link link = links.use(tx, r.token(), now, purposes).orElse(null);
            User user = link == null
                    ? null
                    : store.findForUpdate(tx, link.userId())
                            .filter(u ->
                                    u.isActive() && java.util.Objects.equals(u.passwordHash(), before.passwordHash()))
                            .orElse(null);
            if (link == null || user == null || !address(tx, link, user, bearer.ip(), now)) {
                return new ConfirmOutcome.LinkOver();
            }
            links.end(tx, user.id(), Purpose.VERIFY_EMAIL, now);
            if (!user.emailVerified() && (!proven || replaced != null)) {
                keys.endUnproven(tx, user.id());
            }
            if (replaced != null) {
                store.setPassword(tx, user.id(), replaced, now);
            }
            store.setClaimsFrom(tx, user.id(), proven ? null : now);
            if (proven) {
                listeners.forEach(l -> l.verified(tx, user.id(), link.email()));
            }
            return new ConfirmOutcome.Confirmed(store.find(tx, user.id()).orElseThrow(), proven);
        });
        sessions.forget(before.id());
        mailSoon.run();
        return outcome;
    }

    private void checkPassword(User user, String password) {
        var attempt = throttle.takeCode(user.id(), true);
        if (attempt.delay().isPresent()) {
            throw ApiException.tooMany(attempt.delay().getAsInt());
        }
        String hash = user.passwordHash();
        if (hash == null || !passwords.matches(password, hash)) {
            throw ApiException.of(403, "confirmation_wrong");
        }
        throttle.giveBack(attempt);
    }

    /// Makes the link's address the account's; false when it no longer can be.
    private boolean address(Tx tx, Link link, User user, String ip, Instant now) {
        if (link.purpose() == Purpose.VERIFY_EMAIL) {
            if (!EmailAddress.same(user.email(), link.email())) {
                return false;
            }
            store.setVerified(tx, user.id(), now);
            audit.record(tx, user.id(), "email_verified", ip);
            return true;
        }
        if (store.findByEmail(tx, link.email())
                .filter(o -> !o.id().equals(user.id()))
                .isPresent()) {
            return false;
        }
        store.setEmail(tx, user.id(), link.email(), now);
        keys.changed(tx, user.id());
        audit.record(tx, user.id(), "email_changed", ip);
        if (user.emailVerified()) {
            String undo = links.createDenial(tx, user.id(), user.email(), "email:" + user.email(), now);
            mailer.send(
                    tx,
                    MailMessage.of(user.email(), "email_changed", user.language(), link.email())
                            .withLink(baseUrl.get() + Recoveries.PATH + undo));
        }
        return true;
    }
}
