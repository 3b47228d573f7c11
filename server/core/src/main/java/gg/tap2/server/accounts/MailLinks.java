package gg.tap2.server.accounts;

import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Tokens of links sent by mail: single use, short-lived, stored hashed. A link holds for the state in which it
/// was made: whatever ends all sessions of its person (a new password, a changed address, "sign out everywhere")
/// ends it too. Several links of one purpose work side by side, so that nobody's request spoils another's; of
/// pending changes of address only the last counts.
final class MailLinks {
    enum Purpose {
        VERIFY_EMAIL(Duration.ofDays(2)),
        RESET_PASSWORD(Duration.ofMinutes(30)),
        CHANGE_EMAIL(Duration.ofHours(2)),
        /// Takes something back that its owner did not do. Holds whatever happened since; but for changes of
        /// address, only while its mailbox is still the account's.
        NOT_ME(Duration.ofDays(7));

        private final Duration lifetime;

        Purpose(Duration lifetime) {
            this.lifetime = lifetime;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Link(
            UUID userId,
            String email,
            Purpose purpose,
            @Nullable String about) {}

    String create(Tx tx, UUID userId, String email, Purpose purpose, Instant now) {
        if (purpose == Purpose.CHANGE_EMAIL) {
            end(tx, userId, purpose, now);
        }
        return insert(tx, userId, email, purpose, null, now);
    }

    /// A link by which the owner takes something back.
    String createDenial(Tx tx, UUID userId, String email, String about, Instant now) {
        return insert(tx, userId, email, Purpose.NOT_ME, about, now);
    }

    private static String insert(
            Tx tx, UUID userId, String email, Purpose purpose, @Nullable String about, Instant now) {
        String token = RandomTokens.next();
        tx.sql("""
                        INSERT INTO mail_links (hash, user_id, purpose, email, about, created_at, expires_at, keys_version)
                        SELECT :hash, id, :purpose, :email, :about, :now, :expires, keys_version FROM users WHERE id = :user""")
                .set("hash", RandomTokens.hash(token))
                .set("user", userId)
                .set("purpose", purpose)
                .set("email", email)
                .set("about", about)
                .set("now", now)
                .set("expires", now.plus(purpose.lifetime))
                .update();
        return token;
    }

    private static final String GOOD = " " + """
            AND l.used_at IS NULL AND l.expires_at > :now AND u.id = l.user_id AND u.status <> 'deleted'
             AND CASE WHEN l.purpose <> 'not_me' THEN l.keys_version IS NULL OR l.keys_version = u.keys_version
               ELSE l.about LIKE 'email:%' OR lower(l.email COLLATE "C") = u.email_key END""";

    /// The link of a token that is still good, without using it up.
    Optional<Link> look(Tx tx, String token, Instant now, Purpose... allowed) {
        return tx.sql("SELECT l.user_id, l.email, l.purpose, l.about FROM mail_links l, users u WHERE l.hash = :hash"
                        + GOOD)
                .set("hash", RandomTokens.hash(token))
                .set("now", now)
                .first(MailLinks::link)
                .filter(l -> java.util.List.of(allowed).contains(l.purpose()));
    }

    /// The link of a token that is still good; afterwards it is not. Locks the person before it looks, as everything
    /// does that ends links.
    Optional<Link> use(Tx tx, String token, Instant now, Purpose... allowed) {
        var seen = look(tx, token, now, allowed);
        if (seen.isEmpty()) {
            return seen;
        }
        tx.sql("SELECT 1 AS one FROM users WHERE id = :id FOR UPDATE")
                .set("id", seen.get().userId())
                .exists();
        return tx.sql("UPDATE mail_links l SET used_at = :now FROM users u WHERE l.hash = :hash" + GOOD
                        + " RETURNING l.user_id, l.email, l.purpose, l.about")
                .set("now", now)
                .set("hash", RandomTokens.hash(token))
                .first(MailLinks::link);
    }

    private static Link link(Row r) {
        return new Link(
                r.uuid("user_id"), r.text("email"), r.enumeration("purpose", Purpose.class), r.textOrNull("about"));
    }

    /// Ends the links of denial that were mailed since the one of this token: they went to whoever was in the
    /// account then.
    void endLaterDenials(Tx tx, UUID userId, String token, Instant now) {
        tx.sql("""
                        UPDATE mail_links SET used_at = :now WHERE user_id = :user AND purpose = 'not_me' AND used_at IS NULL
                          AND created_at >= (SELECT created_at FROM mail_links WHERE hash = :hash)""")
                .set("now", now)
                .set("user", userId)
                .set("hash", RandomTokens.hash(token))
                .update();
    }

    void end(Tx tx, UUID userId, Purpose purpose, Instant now) {
        tx.sql("UPDATE mail_links SET used_at = :now WHERE user_id = :user AND purpose = :purpose AND used_at IS NULL")
                .set("now", now)
                .set("user", userId)
                .set("purpose", purpose)
                .update();
    }

    /// The address that waits for its link, if a change is under way.
    Optional<String> pendingAddress(Tx tx, UUID userId, Instant now) {
        return tx.sql("SELECT l.email FROM mail_links l, users u WHERE l.user_id = :user AND l.purpose = 'change_email'"
                        + GOOD + " LIMIT 1")
                .set("user", userId)
                .set("now", now)
                .first(r -> r.text("email"));
    }
}
