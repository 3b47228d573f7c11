package gg.tap2.server.flowpay;

import gg.tap2.server.platform.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Standard Webhooks: `v1,base64(HMAC-SHA256(secret, id.timestamp.body))`, five minutes of tolerance.
public final class FlowPayWebhooks {
    private FlowPayWebhooks() {}

    public static boolean verify(
            byte[] body,
            @Nullable String id,
            @Nullable String timestamp,
            @Nullable String signatures,
            List<Secret> secrets,
            Instant now) {
        if (id == null || timestamp == null || signatures == null || signatures.length() > 4096) {
            return false;
        }
        long time;
        try {
            time = Long.parseLong(timestamp);
        } catch (NumberFormatException e) {
            return false;
        }
        if (time < now.getEpochSecond() - 300 || time > now.getEpochSecond() + 300) {
            return false;
        }
        boolean ok = false;
        for (Secret secret : secrets) {
            byte[] expected = hmac(secret, id + "." + timestamp + ".", body);
            for (String s : signatures.split(" ")) {
                if (s.startsWith("v1,")) {
                    try {
                        ok |= MessageDigest.isEqual(
                                expected, Base64.getDecoder().decode(s.substring(3)));
                    } catch (IllegalArgumentException e) {
                        return false;
                    }
                }
            }
        }
        return ok;
    }

    private static byte[] hmac(Secret secret, String head, byte[] body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(
                    Base64.getDecoder().decode(secret.value().replaceFirst("^whsec_", "")), "HmacSHA256"));
            mac.update(head.getBytes(StandardCharsets.UTF_8));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
