package gg.tap2.server.flowpay;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import gg.tap2.server.platform.config.Secret;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/// The headers of FlowPay's webhooks: what holds was signed by a secret of ours within five minutes, and what is
/// signed so holds whatever stands around it.
class FlowPayWebhooksFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final byte[] KEY = "a secret of thirty-two bytes....".getBytes(StandardCharsets.US_ASCII);
    private static final List<Secret> SECRETS =
            List.of(new Secret("whsec_" + Base64.getEncoder().encodeToString(KEY)));

    @FuzzTest
    void headers(FuzzedDataProvider data) throws Exception {
        boolean signed = data.consumeBoolean();
        boolean near = data.consumeBoolean();
        long offset = data.consumeLong(-400, 400);
        String id = data.consumeString(40);
        String timestamp = near ? Long.toString(NOW.getEpochSecond() + offset) : data.consumeString(24);
        byte[] body = data.consumeBytes(200);
        String header = data.consumeRemainingAsString();
        if (signed) {
            header = "v1," + sign(id, timestamp, body) + (header.isEmpty() ? "" : " " + header.replace("v1,", "v1a,"));
        }
        boolean holds = FlowPayWebhooks.verify(body, id, timestamp, header, SECRETS, NOW);
        if (holds) {
            assertThat(Long.parseLong(timestamp)).isBetween(NOW.getEpochSecond() - 300, NOW.getEpochSecond() + 300);
            assertThat(header).contains("v1,");
            assertThat(FlowPayWebhooks.verify(join(body), id, timestamp, header, SECRETS, NOW))
                    .as("another body")
                    .isFalse();
        } else if (signed && near && header.length() <= 4096) {
            assertThat(Math.abs(offset)).isGreaterThan(300);
        }
    }

    private static byte[] join(byte[] body) {
        byte[] out = java.util.Arrays.copyOf(body, body.length + 1);
        out[body.length] = 'x';
        return out;
    }

    private static String sign(String id, String timestamp, byte[] body) throws Exception {
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(KEY, "HmacSHA256"));
        mac.update((id + "." + timestamp + ".").getBytes(StandardCharsets.UTF_8));
        return Base64.getEncoder().encodeToString(mac.doFinal(body));
    }
}
