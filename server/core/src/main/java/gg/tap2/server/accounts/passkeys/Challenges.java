package gg.tap2.server.accounts.passkeys;

import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.db.Tx;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// What an authenticator has to sign. A challenge carries its end and our signature over it and its purpose, so that
/// asking for one stores nothing; once it was answered its hash is kept, so that it works once.
final class Challenges {
    static final Duration LIFETIME = Duration.ofMinutes(5);
    private static final int RANDOM = 16;
    private static final int HEAD = RANDOM + Long.BYTES;
    private static final int LENGTH = HEAD + 32;

    private final Hmac key;

    Challenges(Hmac key) {
        this.key = key;
    }

    byte[] next(String purpose, Instant now) {
        byte[] head = ByteBuffer.allocate(HEAD)
                .put(RandomTokens.bytes(RANDOM))
                .putLong(now.plus(LIFETIME).toEpochMilli())
                .array();
        return ByteBuffer.allocate(LENGTH).put(head).put(sign(head, purpose)).array();
    }

    /// Uses a challenge up; false when it is not ours, was for something else, is over or was used.
    boolean use(Tx tx, byte[] challenge, String purpose, Instant now) {
        if (challenge.length != LENGTH) {
            return false;
        }
        byte[] head = Arrays.copyOf(challenge, HEAD);
        byte[] signature = Arrays.copyOfRange(challenge, HEAD, LENGTH);
        Instant end = Instant.ofEpochMilli(ByteBuffer.wrap(head).getLong(RANDOM));
        if (!MessageDigest.isEqual(sign(head, purpose), signature) || end.isBefore(now)) {
            return false;
        }
        return tx.sql("INSERT INTO passkey_challenges (hash, expires_at) VALUES (:hash, :end) ON CONFLICT DO NOTHING")
                        .set("hash", RandomTokens.hash(RandomTokens.base64(challenge)))
                        .set("end", end)
                        .update()
                == 1;
    }

    private byte[] sign(byte[] head, String purpose) {
        byte[] about = purpose.getBytes(StandardCharsets.UTF_8);
        return key.sign(
                ByteBuffer.allocate(HEAD + about.length).put(head).put(about).array());
    }
}
