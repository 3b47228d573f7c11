package gg.tap2.server.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import gg.tap2.server.platform.config.Secret;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The header `Stripe-Signature`: what holds was signed by a secret of ours within five minutes, whatever else stands
/// beside it, and never for another body.
class WebhookSignaturesFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final List<Secret> SECRETS = List.of(new Secret("whsec_old"), new Secret("whsec_new"));

    @FuzzTest
    void header(FuzzedDataProvider data) throws GeneralSecurityException {
        boolean signed = data.consumeBoolean();
        long time = NOW.getEpochSecond() + data.consumeLong(-400, 400);
        String secret = data.pickValue(new String[] {"whsec_old", "whsec_new", "whsec_foreign"});
        byte[] body = data.consumeBytes(200);
        String rest = data.consumeRemainingAsString();
        String header =
                signed ? "t=" + time + ",v1=" + sign(secret, time, body) + ",v0=" + rest.replace(',', ' ') : rest;
        boolean holds = WebhookSignatures.verify(body, header, SECRETS, NOW);
        if (signed && header.length() <= 4096) {
            assertThat(holds)
                    .isEqualTo(!secret.equals("whsec_foreign") && Math.abs(time - NOW.getEpochSecond()) <= 300);
        } else {
            assertThat(holds).as("nobody guesses a signature").isFalse();
        }
        byte[] other = Arrays.copyOf(body, body.length + 1);
        assertThat(WebhookSignatures.verify(other, header, SECRETS, NOW)).isFalse();
    }

    private static String sign(String secret, long time, byte[] body) throws GeneralSecurityException {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        mac.update((time + ".").getBytes(StandardCharsets.UTF_8));
        return HexFormat.of().formatHex(mac.doFinal(body));
    }
}
