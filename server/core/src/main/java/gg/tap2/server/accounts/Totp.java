package gg.tap2.server.accounts;

import com.eatthepath.otp.TimeBasedOneTimePasswordGenerator;
import gg.tap2.server.platform.crypto.RandomTokens;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.OptionalLong;
import javax.crypto.spec.SecretKeySpec;

/// Time-based codes (RFC 6238): SHA-1, 6 digits, 30 s, which every authenticator app understands.
final class Totp {
    static final int STEP_SECONDS = 30;
    private static final String ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    private static final String ISSUER = "Tap2 Creators";

    private Totp() {}

    static String newSecret() {
        return base32(RandomTokens.bytes(20));
    }

    /// The step whose code this is, one step of clock difference either way; never a step up to `lastStep`, so that a
    /// code works once.
    static OptionalLong match(String secret, String code, Instant now, long lastStep) {
        String digits = code.replaceAll("\\s", "");
        if (!digits.matches("[0-9]{6}")) {
            return OptionalLong.empty();
        }
        long step = now.getEpochSecond() / STEP_SECONDS;
        OptionalLong found = OptionalLong.empty();
        for (long s = step - 1; s <= step + 1; s++) {
            boolean same = RandomTokens.same(code(unbase32(secret), s, 6, "HmacSHA1"), digits);
            if (same && s > lastStep && found.isEmpty()) {
                found = OptionalLong.of(s);
            }
        }
        return found;
    }

    static String code(byte[] secret, long step, int digits, String algorithm) {
        try {
            var generator = new TimeBasedOneTimePasswordGenerator(Duration.ofSeconds(STEP_SECONDS), digits, algorithm);
            return generator.generateOneTimePasswordString(
                    new SecretKeySpec(secret, algorithm), Instant.ofEpochSecond(step * STEP_SECONDS), Locale.ROOT);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    static String uri(String email, String secret) {
        return "otpauth://totp/" + encode(ISSUER + ":" + email) + "?secret=" + secret + "&issuer=" + encode(ISSUER)
                + "&algorithm=SHA1&digits=6&period=" + STEP_SECONDS;
    }

    private static String encode(String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8).replace("+", "%20");
    }

    static String base32(byte[] bytes) {
        var out = new StringBuilder();
        int buffer = 0;
        int bits = 0;
        for (byte b : bytes) {
            buffer = buffer << 8 | (b & 0xFF);
            bits += 8;
            while (bits >= 5) {
                out.append(ALPHABET.charAt(buffer >> (bits - 5) & 31));
                bits -= 5;
            }
        }
        if (bits > 0) {
            out.append(ALPHABET.charAt(buffer << (5 - bits) & 31));
        }
        return out.toString();
    }

    static byte[] unbase32(String text) {
        byte[] out = new byte[text.length() * 5 / 8];
        int buffer = 0;
        int bits = 0;
        int at = 0;
        for (char c : text.toCharArray()) {
            buffer = buffer << 5 | ALPHABET.indexOf(c);
            bits += 5;
            if (bits >= 8) {
                out[at++] = (byte) (buffer >> (bits - 8));
                bits -= 8;
            }
        }
        return out;
    }
}
