package gg.tap2.server.accounts;

import gg.tap2.server.platform.db.Tx;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// SQL of second factors. The secret is encrypted, backup codes are hashed.
final class SecondFactorStore {
    record Factor(String secret, boolean enabled, long lastStep) {}

    Optional<Factor> lock(Tx tx, UUID userId) {
        return tx.sql("SELECT secret, enabled, last_step FROM two_factor_auth WHERE user_id = :user FOR UPDATE")
                .set("user", userId)
                .first(r -> new Factor(r.text("secret"), r.bool("enabled"), r.number("last_step")));
    }

    /// Whether anything is on: an authenticator app or a passkey.
    boolean isEnabled(Tx tx, UUID userId) {
        return tx.sql("SELECT 1 AS on_ FROM account_factors WHERE user_id = :user AND (totp OR passkey)")
                .set("user", userId)
                .exists();
    }

    /// A secret that waits for its first code; leaves an enabled factor alone.
    boolean prepare(Tx tx, UUID userId, String secret) {
        return tx.sql("""
                        INSERT INTO two_factor_auth (user_id, secret) VALUES (:user, :secret)
                        ON CONFLICT (user_id) DO UPDATE SET secret = :secret, last_step = 0
                        WHERE NOT two_factor_auth.enabled""").set("user", userId).set("secret", secret).update() == 1;
    }

    void enable(Tx tx, UUID userId, List<String> codeHashes, long step) {
        tx.sql("""
                        UPDATE two_factor_auth SET enabled = TRUE, backup_codes = string_to_array(:codes, ','),
                          last_step = :step WHERE user_id = :user""")
                .set("codes", String.join(",", codeHashes))
                .set("step", step)
                .set("user", userId)
                .update();
    }

    /// Backup codes of somebody who has a passkey and no authenticator app; the secret waits for one.
    void insertCodes(Tx tx, UUID userId, String secret, List<String> codeHashes) {
        tx.sql("""
                        INSERT INTO two_factor_auth (user_id, secret, backup_codes)
                        VALUES (:user, :secret, string_to_array(:codes, ','))
                        ON CONFLICT (user_id) DO UPDATE SET backup_codes = excluded.backup_codes""")
                .set("user", userId)
                .set("secret", secret)
                .set("codes", String.join(",", codeHashes))
                .update();
    }

    /// Turns the authenticator app off and keeps the backup codes, for the passkeys that stay.
    void turnOff(Tx tx, UUID userId) {
        tx.sql("UPDATE two_factor_auth SET enabled = FALSE WHERE user_id = :user")
                .set("user", userId)
                .update();
    }

    boolean useStep(Tx tx, UUID userId, long step) {
        return tx.sql("UPDATE two_factor_auth SET last_step = :step WHERE user_id = :user AND last_step < :step")
                        .set("step", step)
                        .set("user", userId)
                        .update()
                == 1;
    }

    boolean useCode(Tx tx, UUID userId, String hash) {
        return tx.sql("""
                        UPDATE two_factor_auth SET backup_codes = array_remove(backup_codes, CAST(:hash AS text))
                        WHERE user_id = :user AND CAST(:hash AS text) = ANY (backup_codes)""").set("hash", hash).set("user", userId).update() == 1;
    }

    int codesLeft(Tx tx, UUID userId) {
        return tx.sql("SELECT COALESCE(cardinality(backup_codes), 0) AS n FROM two_factor_auth WHERE user_id = :user")
                .set("user", userId)
                .first(r -> r.integer("n"))
                .orElse(0);
    }

    void remove(Tx tx, UUID userId) {
        tx.sql("DELETE FROM two_factor_auth WHERE user_id = :user")
                .set("user", userId)
                .update();
    }

    void setSecret(Tx tx, UUID userId, String secret) {
        tx.sql("UPDATE two_factor_auth SET secret = :secret WHERE user_id = :user")
                .set("secret", secret)
                .set("user", userId)
                .update();
    }

    record Stored(UUID userId, String secret) {}

    List<Stored> after(Tx tx, UUID last, int limit) {
        return tx.sql("""
                        SELECT user_id, secret FROM two_factor_auth WHERE user_id > :last ORDER BY user_id LIMIT :limit
                        FOR UPDATE""")
                .set("last", last)
                .set("limit", limit)
                .list(r -> new Stored(r.uuid("user_id"), r.text("secret")));
    }
}
