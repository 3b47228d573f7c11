package gg.tap2.server.stripe;

import gg.tap2.server.platform.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// `Stripe-Signature: t=…,v1=…` over the raw body, at most five minutes old or ahead, by any of the secrets. Our own
/// because stripe-java accepts signatures dated in the future.
public final class WebhookSignatures {
    private static final long TOLERANCE_SECONDS = 300;

    private WebhookSignatures() {}

    public static boolean verify(byte[] body, @Nullable String header, List<Secret> secrets, Instant now) {
        if (header == null || header.length() > 4096) {
            return false;
        }
        long time = 0;
        List<byte[]> signatures = new ArrayList<>();
        try {
            for (String part : header.split(",")) {
                String p = part.strip();
                if (p.startsWith("t=")) {
                    time = Long.parseLong(p.substring(2));
                } else if (p.startsWith("v1=")) {
                    signatures.add(HexFormat.of().parseHex(p.substring(3)));
                }
            }
        } catch (IllegalArgumentException e) {
            return false;
        }
        // No difference of the two, which a time far away would make overflow.
        long at = now.getEpochSecond();
        if (signatures.isEmpty() || time < at - TOLERANCE_SECONDS || time > at + TOLERANCE_SECONDS) {
            return false;
        }
        boolean ok = false;
        for (Secret secret : secrets) {
            byte[] expected = hmac(secret, time, body);
            for (byte[] s : signatures) {
                ok |= MessageDigest.isEqual(expected, s);
            }
        }
        return ok;
    }

    private static byte[] hmac(Secret secret, long time, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.value().getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
