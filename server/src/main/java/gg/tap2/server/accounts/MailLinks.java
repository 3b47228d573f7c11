package gg.tap2.server.accounts;

import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Tokens of links sent by mail: single use, short-lived, stored hashed; a new one replaces older ones of its kind.
final class MailLinks {
    enum Purpose {
        VERIFY_EMAIL(Duration.ofDays(2)),
        RESET_PASSWORD(Duration.ofMinutes(30)),
        CHANGE_EMAIL(Duration.ofHours(2));

        private final Duration lifetime;

        Purpose(Duration lifetime) {
            this.lifetime = lifetime;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    record Link(UUID userId, String email, Purpose purpose) {}

    String create(Tx tx, UUID userId, String email, Purpose purpose, Instant now) {
        end(tx, userId, purpose, now);
        String token = RandomTokens.next();
        tx.sql("""
                        INSERT INTO mail_links (hash, user_id, purpose, email, created_at, expires_at)
                        VALUES (:hash, :user, :purpose, :email, :now, :expires)""")
                .set("hash", RandomTokens.hash(token))
                .set("user", userId)
                .set("purpose", purpose)
                .set("email", email)
                .set("now", now)
                .set("expires", now.plus(purpose.lifetime))
                .update();
        return token;
    }

    /// The link of a token that is still good; afterwards it is not.
    Optional<Link> use(Tx tx, String token, Instant now, Purpose... allowed) {
        String hash = RandomTokens.hash(token);
        for (Purpose purpose : allowed) {
            var link = tx.sql("""
                            UPDATE mail_links SET used_at = :now WHERE hash = :hash AND purpose = :purpose
                              AND used_at IS NULL AND expires_at > :now RETURNING user_id, email""")
                    .set("now", now)
                    .set("hash", hash)
                    .set("purpose", purpose)
                    .first(r -> new Link(r.uuid("user_id"), r.text("email"), purpose));
            if (link.isPresent()) {
                return link;
            }
        }
        return Optional.empty();
    }

    void end(Tx tx, UUID userId, Purpose purpose, Instant now) {
        tx.sql("UPDATE mail_links SET used_at = :now WHERE user_id = :user AND purpose = :purpose AND used_at IS NULL")
                .set("now", now)
                .set("user", userId)
                .set("purpose", purpose)
                .update();
    }
}
