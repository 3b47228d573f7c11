package gg.tap2.server.accounts;

import gg.tap2.model.accounts.ConfirmIdentity;
import gg.tap2.server.notices.MailMessage;
import gg.tap2.server.notices.Mailer;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.http.ApiException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Checks who is there before something sensitive: the password, or a code by mail where there is none, and the
/// code of the second factor where one is on. Every try is taken before it is judged.
final class Identity {
    private static final Duration CODE_LIFETIME = Duration.ofMinutes(10);
    private static final int CODE_TRIES = 5;

    private final Db db;
    private final SecondFactors factors;
    private final Passwords passwords;
    private final Throttle throttle;
    private final Mailer mailer;
    private final Runnable mailSoon;
    private final InstantSource clock;

    Identity(
            Db db,
            SecondFactors factors,
            Passwords passwords,
            Throttle throttle,
            Mailer mailer,
            Runnable mailSoon,
            InstantSource clock) {
        this.db = db;
        this.factors = factors;
        this.passwords = passwords;
        this.throttle = throttle;
        this.mailer = mailer;
        this.mailSoon = mailSoon;
        this.clock = clock;
    }

    /// @throws ApiException 403 when it does not fit or something is missing, 429 after too many wrong tries
    void confirm(User user, ConfirmIdentity proof) {
        var attempt = take(user.id());
        if (user.passwordHash() == null && isBlank(proof.mailCode())) {
            throttle.giveBack(attempt);
            throw ApiException.of(403, "mail_code_needed");
        }
        if (!first(user, proof)) {
            throw ApiException.of(403, "confirmation_wrong");
        }
        if (factors.isEnabled(user.id())) {
            String code = proof.code();
            if (code == null || code.isBlank()) {
                throttle.giveBack(attempt);
                throw ApiException.of(403, "second_factor_needed");
            }
            if (!factors.check(user.id(), code)) {
                throw ApiException.of(403, "confirmation_wrong");
            }
        }
        throttle.giveBack(attempt);
    }

    private boolean first(User user, ConfirmIdentity proof) {
        String hash = user.passwordHash();
        if (hash != null) {
            String password = proof.password();
            return password != null && passwords.matches(password, hash);
        }
        return useMailCode(user.id(), String.valueOf(proof.mailCode()));
    }

    private static boolean isBlank(@Nullable String s) {
        return s == null || s.isBlank();
    }

    private Throttle.Attempt take(UUID userId) {
        var attempt = throttle.takeCode(userId, true);
        if (attempt.delay().isPresent()) {
            throw ApiException.tooMany(attempt.delay().getAsInt());
        }
        return attempt;
    }

    /// Whether a code of the second factor is right; it is used up. False also after too many wrong ones.
    boolean confirmCode(UUID userId, String code) {
        var attempt = throttle.takeCode(userId, true);
        if (attempt.delay().isPresent() || !factors.check(userId, code)) {
            return false;
        }
        throttle.giveBack(attempt);
        return true;
    }

    /// The same where a missing or wrong code ends the request.
    ///
    /// @throws ApiException 403 when it does not fit, 429 after too many wrong tries
    void proveCode(UUID userId, @Nullable String code) {
        var attempt = take(userId);
        if (code == null || code.isBlank()) {
            throttle.giveBack(attempt);
            throw ApiException.of(403, "second_factor_needed");
        }
        if (!factors.check(userId, code)) {
            throw ApiException.of(403, "confirmation_wrong");
        }
        throttle.giveBack(attempt);
    }

    /// Mails a code to somebody who has no password to show; the last one counts.
    void mailCode(User user) {
        String code = "%06d".formatted(RandomTokens.number(1_000_000));
        var now = clock.instant();
        db.transact(tx -> {
            tx.sql("""
                            INSERT INTO mailed_codes (user_id, hash, created_at, expires_at) VALUES (:user, :hash, :now, :expires)
                            ON CONFLICT (user_id) DO UPDATE SET hash = excluded.hash, attempts = 0,
                              created_at = excluded.created_at, expires_at = excluded.expires_at""")
                    .set("user", user.id())
                    .set("hash", hash(user.id(), code))
                    .set("now", now)
                    .set("expires", now.plus(CODE_LIFETIME))
                    .update();
            mailer.send(tx, MailMessage.of(user.email(), "mail_code", user.language(), code));
        });
        mailSoon.run();
    }

    private boolean useMailCode(UUID userId, String code) {
        return db.inTransaction(tx -> {
            var hash = tx.sql("""
                            UPDATE mailed_codes SET attempts = attempts + 1 WHERE user_id = :user AND expires_at > :now
                              AND attempts < :most RETURNING hash""")
                    .set("user", userId)
                    .set("now", clock.instant())
                    .set("most", CODE_TRIES)
                    .first(r -> r.text("hash"));
            if (hash.isEmpty()
                    || !RandomTokens.same(hash.get(), hash(userId, code.strip().toLowerCase(Locale.ROOT)))) {
                return false;
            }
            tx.sql("DELETE FROM mailed_codes WHERE user_id = :user")
                    .set("user", userId)
                    .update();
            return true;
        });
    }

    private static String hash(UUID userId, String code) {
        return RandomTokens.hash("mailed code " + userId + " " + code);
    }
}
