package gg.tap2.server.wise;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.api.FuzzedDataProvider;
import com.code_intelligence.jazzer.junit.FuzzTest;
import gg.tap2.server.payouts.PayoutProvider.Event;
import gg.tap2.server.platform.config.Secret;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/// Wise's webhooks: what holds was signed over exactly this body, and speaks of a transfer of the profile's or of none.
class WiseWebhooksFuzzTest {
    private static final long PROFILE = 30_000_000;
    private static final KeyPair KEYS = keys();
    private static final WiseProvider WISE = new WiseProvider(new WiseSettings(
            URI.create("http://127.0.0.1:1"),
            new Secret("t"),
            PROFILE,
            List.of(
                    "production",
                    Base64.getEncoder().encodeToString(KEYS.getPublic().getEncoded()))));

    private static KeyPair keys() {
        try {
            var maker = KeyPairGenerator.getInstance("RSA");
            maker.initialize(2048);
            return maker.generateKeyPair();
        } catch (java.security.NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    @FuzzTest
    void bodies(FuzzedDataProvider data) throws Exception {
        boolean signed = data.consumeBoolean();
        boolean shaped = data.consumeBoolean();
        String header = data.consumeString(400);
        byte[] rest = data.consumeRemainingAsBytes();
        byte[] body = shaped ? shape(rest) : rest;
        String signature = signed ? sign(body) : header;
        Optional<Event> heard;
        try {
            heard = WISE.event(body, name -> name.equals("X-Signature-SHA256") ? signature : header, Instant.EPOCH);
        } catch (UncheckedIOException e) {
            assertThat(signed).as("only what is signed is read").isTrue();
            return;
        }
        assertThat(heard.isPresent()).isEqualTo(signed);
        heard.ifPresent(e -> {
            assertThat(e.id()).hasSize(64);
            assertThat(e.transferId())
                    .satisfiesAnyOf(
                            t -> assertThat(t).isNull(),
                            t -> assertThat(new String(body, StandardCharsets.UTF_8))
                                    .contains(Long.toString(PROFILE)));
        });
    }

    private static byte[] shape(byte[] rest) {
        String id = new String(rest, StandardCharsets.UTF_8).replaceAll("[^0-9a-z,:.\"-]", "");
        return ("{\"data\":{\"resource\":{\"type\":\"transfer\",\"profile_id\":" + PROFILE + ",\"id\":" + id
                        + "}},\"event_type\":\"transfers#state-change\"}")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String sign(byte[] body) throws Exception {
        var rsa = Signature.getInstance("SHA256withRSA");
        rsa.initSign(KEYS.getPrivate());
        rsa.update(body);
        return Base64.getEncoder().encodeToString(rsa.sign());
    }
}
