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

    /// Whose code it is, and what it is worth: the proof of the session that asked for it.
    record Proof(UUID user, String by, Instant at) {}

    /// @param session the browser's, whose proof the code carries; empty where it has none
    Optional<String> issue(Tx tx, UUID user, UUID session, String challenge, Instant now) {
        String code = RandomTokens.next();
        tx.sql("DELETE FROM browser_codes WHERE user_id = :user AND expires_at < :now")
                .set("user", user)
                .set("now", now)
                .update();
        boolean issued = tx.sql("""
                        INSERT INTO browser_codes (hash, user_id, challenge, proven_by, proven_at, expires_at)
                        SELECT :hash, user_id, :challenge, proven_by, proven_at, :end FROM sessions
                        WHERE id = :session AND user_id = :user AND revoked_at IS NULL AND proven_at IS NOT NULL""")
                        .set("hash", RandomTokens.hash(code))
                        .set("user", user)
                        .set("session", session)
                        .set("challenge", challenge)
                        .set("end", now.plus(LIFETIME))
                        .update()
                == 1;
        return issued ? Optional.of(code) : Optional.empty();
    }

    /// Whose code it is; used up also where the verifier is wrong.
    Optional<Proof> use(Tx tx, String code, String verifier, Instant now) {
        record Found(Proof proof, String challenge) {}
        String wanted = RandomTokens.base64(RandomTokens.sha256(verifier.getBytes(StandardCharsets.UTF_8)));
        return tx.sql(
                        "DELETE FROM browser_codes WHERE hash = :hash AND expires_at >= :now RETURNING user_id, challenge, proven_by, proven_at")
                .set("hash", RandomTokens.hash(code))
                .set("now", now)
                .first(r -> new Found(
                        new Proof(r.uuid("user_id"), r.text("proven_by"), r.instant("proven_at")), r.text("challenge")))
                .filter(f -> MessageDigest.isEqual(
                        f.challenge().getBytes(StandardCharsets.UTF_8), wanted.getBytes(StandardCharsets.UTF_8)))
                .map(Found::proof);
    }

    /// The proof of a browser's text in the field for a code, where it is this person's; used up in any case.
    Optional<Proof> read(Tx tx, UUID user, String text, Instant now) {
        String[] parts = text.substring(SecondFactorCode.BROWSER.length()).split(":", -1);
        return parts.length == 2
                ? use(tx, parts[0], parts[1], now).filter(p -> p.user().equals(user))
                : Optional.empty();
    }
}
