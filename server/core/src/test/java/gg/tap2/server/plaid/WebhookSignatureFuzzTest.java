package gg.tap2.server.plaid;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.plaid.client.model.JWKPublicKey;
import com.plaid.client.model.WebhookVerificationKeyGetResponse;
import com.plaid.client.request.PlaidApi;
import gg.tap2.server.payouts.BankLinkProvider.RefusedException;
import gg.tap2.server.platform.crypto.RandomTokens;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.HexFormat;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.MethodSource;
import retrofit2.Call;
import retrofit2.Response;

/// The header `Plaid-Verification`: only the token that Plaid's key signed holds, in its own letters, and everything
/// else is refused in the one way that is documented.
class WebhookSignatureFuzzTest {
    private static final Instant NOW = Instant.parse("2026-11-01T12:00:00Z");
    private static final byte[] BODY = "{\"webhook_type\":\"ITEM\"}".getBytes(StandardCharsets.UTF_8);
    private static final ECKey KEY = key();
    private static final String GOOD = token();
    private static final PlaidApi PLAID = plaid();

    private static ECKey key() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("key-1").generate();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String token() {
        try {
            var jwt = new SignedJWT(
                    new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("key-1").build(),
                    new JWTClaimsSet.Builder()
                            .issueTime(Date.from(NOW))
                            .claim("request_body_sha256", HexFormat.of().formatHex(RandomTokens.sha256(BODY)))
                            .build());
            jwt.sign(new ECDSASigner(KEY));
            return jwt.serialize();
        } catch (com.nimbusds.jose.JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Plaid, as far as it is asked here: every id is that of the one key.
    private static PlaidApi plaid() {
        var known = new JWKPublicKey()
                .crv("P-256")
                .x(KEY.getX().toString())
                .y(KEY.getY().toString());
        var answer = Response.success(new WebhookVerificationKeyGetResponse().key(known));
        Object call = Proxy.newProxyInstance(
                Call.class.getClassLoader(), new Class<?>[] {Call.class}, (p, method, args) -> answer);
        return (PlaidApi) Proxy.newProxyInstance(
                PlaidApi.class.getClassLoader(), new Class<?>[] {PlaidApi.class}, (p, method, args) -> call);
    }

    static Stream<byte[]> header() {
        String[] parts = GOOD.split("\\.");
        return Stream.of(
                        GOOD,
                        parts[0] + "." + parts[1] + ".",
                        encode("{\"alg\":\"none\"}") + "." + parts[1] + ".",
                        encode("{\"alg\":\"HS256\",\"kid\":\"key-1\"}") + "." + parts[1] + "." + parts[2],
                        encode("{\"alg\":\"ES256\",\"crit\":[\"b64\"],\"b64\":false}") + "." + parts[1] + "."
                                + parts[2],
                        parts[0] + "." + encode("{\"iat\":1e400,\"request_body_sha256\":[]}") + "." + parts[2])
                .map(s -> s.getBytes(StandardCharsets.US_ASCII));
    }

    private static String encode(String json) {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    @MethodSource
    @FuzzTest
    void header(byte[] bytes) {
        // Control characters around a header never come through the framing, and the library ignores them.
        String header = new String(bytes, StandardCharsets.ISO_8859_1).trim();
        var signature = new WebhookSignature(PLAID);
        boolean holds = holds(signature, BODY, header);
        if (header.equals(GOOD)) {
            assertThat(holds).isTrue();
        } else if (holds) {
            assertThat(header.substring(0, header.lastIndexOf('.')))
                    .as("what was signed")
                    .isEqualTo(GOOD.substring(0, GOOD.lastIndexOf('.')));
        }
        assertThat(holds(signature, new byte[0], header)).as("another body").isFalse();
    }

    private static boolean holds(WebhookSignature signature, byte[] body, String header) {
        try {
            signature.require(body, header, NOW);
            return true;
        } catch (RefusedException e) {
            return false;
        }
    }
}
