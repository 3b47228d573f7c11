package gg.tap2.server.accounts;

import gg.tap2.model.accounts.SecondFactorCode;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Tx;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/// Codes by which a browser vouches for the person in front of a program on the same computer, which cannot use
/// passkeys itself. A code works once within two minutes, and only with the verifier that never left the program.
final class BrowserCodes {
    private static final Duration LIFETIME = Duration.ofMinutes(2);

    String issue(Tx tx, UUID user, String challenge, Instant now) {
        String code = RandomTokens.next();
        tx.sql("DELETE FROM browser_codes WHERE user_id = :user AND expires_at < :now")
                .set("user", user)
                .set("now", now)
                .update();
        tx.sql(
                        "INSERT INTO browser_codes (hash, user_id, challenge, expires_at) VALUES (:hash, :user, :challenge, :end)")
                .set("hash", RandomTokens.hash(code))
                .set("user", user)
                .set("challenge", challenge)
                .set("end", now.plus(LIFETIME))
                .update();
        return code;
    }

    /// Whose code it is; used up also where the verifier is wrong.
    Optional<UUID> use(Tx tx, String code, String verifier, Instant now) {
        record Found(UUID user, String challenge) {}
        String wanted = RandomTokens.base64(RandomTokens.sha256(verifier.getBytes(StandardCharsets.UTF_8)));
        return tx.sql(
                        "DELETE FROM browser_codes WHERE hash = :hash AND expires_at >= :now RETURNING user_id, challenge")
                .set("hash", RandomTokens.hash(code))
                .set("now", now)
                .first(r -> new Found(r.uuid("user_id"), r.text("challenge")))
                .filter(f -> MessageDigest.isEqual(
                        f.challenge().getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8)))
                .map(Found::user);
    }

    /// Whether a text in the field for a code is a browser's, and this person's; used up in any case.
    boolean check(Tx tx, UUID user, String text, Instant now) {
        String[] parts = text.substring(SecondFactorCode.BROWSER.length()).split(":", -1);
        return parts.length == 2
                && use(tx, parts[0], parts[1], now).filter(user::equals).isPresent();
    }
}
