package gg.tap2.server.accounts.passkeys;

import gg.tap2.model.accounts.Passkey;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;

/// SQL of passkeys. What is kept is public: the key that checks signatures, never one that makes them.
final class PasskeyStore {
    /// A stored passkey; `data` is its attested credential data as WebAuthn writes it.
    record Stored(
            UUID id,
            UUID userId,
            String relyingParty,
            byte[] credentialId,
            byte[] data,
            long signCount,
            boolean backupEligible,
            boolean backedUp) {}

    boolean insert(Tx tx, Stored p, String name, Instant now) {
        return tx.sql("""
                        INSERT INTO passkeys (id, user_id, rp_id, credential_id, data, sign_count, backup_eligible, backed_up,
                          name, created_at)
                        VALUES (:id, :user, :rp, :credential, :data, :count, :eligible, :backed, :name, :now)
                        ON CONFLICT (credential_id) DO NOTHING""")
                        .set("id", p.id())
                        .set("user", p.userId())
                        .set("rp", p.relyingParty())
                        .set("credential", p.credentialId())
                        .set("data", p.data())
                        .set("count", p.signCount())
                        .set("eligible", p.backupEligible())
                        .set("backed", p.backedUp())
                        .set("name", name)
                        .set("now", now)
                        .update()
                == 1;
    }

    /// Locked until the transaction ends, since the counter goes on.
    Optional<Stored> lock(Tx tx, byte[] credentialId) {
        return tx.sql("SELECT * FROM passkeys WHERE credential_id = :id FOR UPDATE")
                .set("id", credentialId)
                .first(PasskeyStore::stored);
    }

    void used(Tx tx, UUID id, long signCount, boolean backedUp, Instant now) {
        tx.sql("UPDATE passkeys SET sign_count = :count, backed_up = :backed, last_used_at = :now WHERE id = :id")
                .set("count", signCount)
                .set("backed", backedUp)
                .set("now", now)
                .set("id", id)
                .update();
    }

    List<byte[]> credentialIds(Tx tx, UUID userId, String relyingParty) {
        return tx.sql("SELECT credential_id FROM passkeys WHERE user_id = :user AND rp_id = :rp ORDER BY created_at")
                .set("user", userId)
                .set("rp", relyingParty)
                .list(r -> r.bytes("credential_id"));
    }

    List<Passkey> list(Tx tx, UUID userId) {
        return tx.sql("SELECT * FROM passkeys WHERE user_id = :user ORDER BY created_at, id")
                .set("user", userId)
                .list(r -> new Passkey(
                        r.uuid("id"),
                        r.text("name"),
                        r.bool("backed_up"),
                        r.instant("created_at"),
                        r.instantOrNull("last_used_at")));
    }

    int count(Tx tx, UUID userId) {
        return tx.sql("SELECT count(*) AS n FROM passkeys WHERE user_id = :user")
                .set("user", userId)
                .one(r -> (int) r.number("n"));
    }

    boolean delete(Tx tx, UUID userId, UUID id) {
        return tx.sql("DELETE FROM passkeys WHERE user_id = :user AND id = :id")
                        .set("user", userId)
                        .set("id", id)
                        .update()
                == 1;
    }

    int deleteSince(Tx tx, UUID userId, Instant since) {
        return (int) tx.sql("DELETE FROM passkeys WHERE user_id = :user AND created_at >= :since")
                .set("user", userId)
                .set("since", since)
                .update();
    }

    int deleteYoung(Tx tx, UUID userId, Instant since) {
        return (int) tx.sql("""
                        DELETE FROM passkeys p USING account_factors f WHERE p.user_id = :user AND f.user_id = :user
                          AND p.created_at >= :since
                          AND (f.totp OR EXISTS (SELECT 1 FROM passkeys o WHERE o.user_id = :user AND o.created_at < :since))""").set("user", userId).set("since", since).update();
    }

    long clean(Tx tx, Instant before) {
        return tx.sql("DELETE FROM passkey_challenges WHERE expires_at < :before")
                .set("before", before)
                .update();
    }

    private static Stored stored(Row r) {
        return new Stored(
                r.uuid("id"),
                r.uuid("user_id"),
                r.text("rp_id"),
                r.bytes("credential_id"),
                r.bytes("data"),
                r.number("sign_count"),
                r.bool("backup_eligible"),
                r.bool("backed_up"));
    }
}
