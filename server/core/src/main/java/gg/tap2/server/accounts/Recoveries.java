package gg.tap2.server.accounts;

import gg.tap2.model.accounts.ResetPassword;
import gg.tap2.model.common.EmailAddress;
import gg.tap2.server.accounts.MailLinks.Link;
import gg.tap2.server.accounts.MailLinks.Purpose;
import gg.tap2.server.accounts.passkeys.Passkeys;
import gg.tap2.server.notices.MailMessage;
import gg.tap2.server.notices.Mailer;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Door to the ways back into an account: a new password by mail, and taking back what somebody else did. Each ends
/// every key at once, see [Keys].
public final class Recoveries {
    /// The page of "this was not me".
    static final String PATH = "/not-me?token=";

    private final Db db;
    private final AccountStore store;
    private final MailLinks links;
    private final Sessions sessions;
    private final Keys keys;
    private final SecondFactorStore factors;
    private final Passkeys passkeys;
    private final GoogleStore google;
    private final Passwords passwords;
    private final PasswordRules rules;
    private final PayoutFreeze freeze;
    private final AuditLog audit;
    private final Mailer mailer;
    private final Runnable mailSoon;
    private final InstantSource clock;
    private final Supplier<String> baseUrl;
    private final List<EmailVerified> listeners;

    Recoveries(
            Db db,
            AccountStore store,
            MailLinks links,
            Sessions sessions,
            Keys keys,
            SecondFactorStore factors,
            Passkeys passkeys,
            GoogleStore google,
            Passwords passwords,
            PasswordRules rules,
            PayoutFreeze freeze,
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
        this.factors = factors;
        this.passkeys = passkeys;
        this.google = google;
        this.passwords = passwords;
        this.rules = rules;
        this.freeze = freeze;
        this.audit = audit;
        this.mailer = mailer;
        this.mailSoon = mailSoon;
        this.clock = clock;
        this.baseUrl = baseUrl;
        this.listeners = listeners;
    }

    /// Mails a link that sets a new password, if there is such an account. Says nothing either way.
    public void forgotPassword(String email, String ip) {
        passwords
                .pace()
                .run(() -> db.transact(tx -> store.findByEmail(tx, email).ifPresent(u -> {
                    String token = links.create(tx, u.id(), u.email(), Purpose.RESET_PASSWORD, clock.instant());
                    mailer.send(
                            tx,
                            MailMessage.of(u.email(), "reset_password", u.language(), Greeting.of(u))
                                    .withLink(baseUrl.get() + "/reset-password?token=" + token));
                    audit.record(tx, null, u.id(), "password_reset_requested", null, ip, Map.of());
                })));
        mailSoon.run();
    }

    /// Sets a new password and ends every key. Of a confirmed account the second factor stays; of one that was
    /// never confirmed nothing stays that somebody else set up, and the address counts as confirmed. False when
    /// the link is no good.
    public boolean resetPassword(ResetPassword r, String ip) {
        rules.check("password", r.password(), "");
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
            if (!user.emailVerified()) {
                keys.endUnproven(tx, user.id());
                store.setVerified(tx, user.id(), now);
            }
            keys.endAll(tx, user.id(), null);
            store.setPassword(tx, user.id(), hash, now);
            store.setClaimsFrom(tx, user.id(), null);
            listeners.forEach(l -> l.verified(tx, user.id(), user.email()));
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

    /// What a "this was not me" link takes back.
    public enum Denied {
        SIGN_IN,
        ADDRESS,
        SECOND_FACTOR,
        GOOGLE
    }

    /// What the link of a mail would take back, for its page; empty when it is over.
    public Optional<Denied> ahead(String token) {
        return db.read(
                tx -> links.look(tx, token, clock.instant(), Purpose.NOT_ME).map(Recoveries::denied));
    }

    private static Denied denied(Link link) {
        String about = String.valueOf(link.about());
        return switch (about.substring(0, Math.max(0, about.indexOf(':')))) {
            case "email" -> Denied.ADDRESS;
            case "factor" -> Denied.SECOND_FACTOR;
            case "google" -> Denied.GOOGLE;
            default -> Denied.SIGN_IN;
        };
    }

    /// Takes back what the mail told of, ends every session and the password, and freezes payouts for a day. What
    /// comes back is the token by which the owner chooses a new password at once; empty when the link is over.
    public Optional<String> deny(String token, String ip) {
        record Done(UUID user, String token) {}
        var done = db.<Optional<Done>>inTransaction(tx -> {
            Instant now = clock.instant();
            Link link = links.use(tx, token, now, Purpose.NOT_ME).orElse(null);
            User user =
                    link == null ? null : store.findForUpdate(tx, link.userId()).orElse(null);
            if (link == null || user == null) {
                return Optional.empty();
            }
            Denied what = denied(link);
            String address = takeBack(tx, user, what, link, now);
            if (address == null) {
                return Optional.empty();
            }
            links.endLaterDenials(tx, user.id(), token, now);
            keys.endAll(tx, user.id(), null);
            store.setPassword(tx, user.id(), null, now);
            freeze.freeze(
                    tx,
                    user.id(),
                    what == Denied.SIGN_IN ? PayoutFreeze.Reason.SIGN_IN_DENIED : PayoutFreeze.Reason.CHANGE_UNDONE);
            audit.record(
                    tx,
                    user.id(),
                    user.id(),
                    "denied_by_owner",
                    null,
                    ip,
                    Map.of("what", what.name().toLowerCase(java.util.Locale.ROOT)));
            mailer.send(tx, MailMessage.of(address, "denied", user.language()));
            return Optional.of(new Done(user.id(), links.create(tx, user.id(), address, Purpose.RESET_PASSWORD, now)));
        });
        done.ifPresent(d -> {
            sessions.forget(d.user());
            mailSoon.run();
        });
        return done.map(Done::token);
    }

    /// The account's address afterwards; null when the change can no longer be taken back.
    private @Nullable String takeBack(Tx tx, User user, Denied what, Link link, Instant now) {
        String about = String.valueOf(link.about());
        String detail = about.substring(about.indexOf(':') + 1);
        switch (what) {
            case SIGN_IN -> {}
            case ADDRESS -> {
                var other = store.findByEmail(tx, detail).filter(o -> !o.id().equals(user.id()));
                if (other.isPresent()) {
                    return null;
                }
                store.setEmail(tx, user.id(), detail, now);
                return detail;
            }
            case SECOND_FACTOR -> {
                if (detail.equals("totp")) {
                    if (passkeys.count(tx, user.id()) > 0) {
                        factors.turnOff(tx, user.id());
                    } else {
                        factors.remove(tx, user.id());
                    }
                } else {
                    passkeys.remove(tx, user.id(), UUID.fromString(detail));
                }
            }
            case GOOGLE -> google.disconnect(tx, user.id(), detail);
        }
        return user.email();
    }
}
