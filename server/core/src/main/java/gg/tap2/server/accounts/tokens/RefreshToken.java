package gg.tap2.server.accounts.tokens;

import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.crypto.RandomTokens;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/// A refresh token: session id, 256 random bits, and a tag under the session's family secret. Tokens are stored only
/// as hashes. The tag admits nobody; it tells an old token of the family, whose use ends the family, from an invented
/// one, which must not be able to end anything.
public record RefreshToken(UUID sessionId, byte[] random, byte[] tag, String text) {
    private static final int LENGTH = 16 + 32 + 16;

    public static RefreshToken create(UUID sessionId, byte[] familySecret) {
        byte[] random = RandomTokens.bytes(32);
        byte[] tag = tag(familySecret, sessionId, random);
        byte[] all = ByteBuffer.allocate(LENGTH)
                .putLong(sessionId.getMostSignificantBits())
                .putLong(sessionId.getLeastSignificantBits())
                .put(random)
                .put(tag)
                .array();
        return new RefreshToken(sessionId, random, tag, RandomTokens.base64(all));
    }

    public static Optional<RefreshToken> parse(String text) {
        try {
            byte[] all = Base64.getUrlDecoder().decode(text);
            if (all.length != LENGTH || !RandomTokens.base64(all).equals(text)) {
                return Optional.empty();
            }
            var in = ByteBuffer.wrap(all);
            var id = new UUID(in.getLong(), in.getLong());
            byte[] random = new byte[32];
            byte[] tag = new byte[16];
            in.get(random).get(tag);
            return Optional.of(new RefreshToken(id, random, tag, text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    public String hash() {
        return RandomTokens.hash(text);
    }

    public boolean isOfFamily(byte[] familySecret) {
        return MessageDigest.isEqual(tag, tag(familySecret, sessionId, random));
    }

    /// The successor, readable only with this token, so that a retry whose reply was lost gets the same one.
    public String seal(RefreshToken successor) {
        byte[] iv = RandomTokens.bytes(12);
        byte[] cipher = gcm(Cipher.ENCRYPT_MODE, iv, successor.text().getBytes(StandardCharsets.US_ASCII));
        return Base64.getEncoder()
                .encodeToString(ByteBuffer.allocate(12 + cipher.length)
                        .put(iv)
                        .put(cipher)
                        .array());
    }

    public Optional<RefreshToken> unseal(String sealed) {
        byte[] all = Base64.getDecoder().decode(sealed);
        byte[] plain = gcm(Cipher.DECRYPT_MODE, Arrays.copyOf(all, 12), Arrays.copyOfRange(all, 12, all.length));
        return parse(new String(plain, StandardCharsets.US_ASCII));
    }

    private byte[] gcm(int mode, byte[] iv, byte[] data) {
        try {
            byte[] key = new Hmac(random).sign("refresh successor".getBytes(StandardCharsets.US_ASCII));
            var cipher = Cipher.getInstance("AES/GCM/NoPadding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
            return cipher.doFinal(data);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] tag(byte[] secret, UUID id, byte[] random) {
        return Arrays.copyOf(
                new Hmac(secret)
                        .sign(ByteBuffer.allocate(48)
                                .putLong(id.getMostSignificantBits())
                                .putLong(id.getLeastSignificantBits())
                                .put(random)
                                .array()),
                16);
    }

    @Override
    public boolean equals(Object o) {
        return o instanceof RefreshToken r && RandomTokens.same(text, r.text);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(random);
    }

    @Override
    public String toString() {
        return "[REDACTED]";
    }
}
