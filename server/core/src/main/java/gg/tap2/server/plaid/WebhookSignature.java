package gg.tap2.server.plaid;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.SignedJWT;
import com.plaid.client.model.JWKPublicKey;
import com.plaid.client.model.WebhookVerificationKeyGetRequest;
import com.plaid.client.request.PlaidApi;
import gg.tap2.server.payouts.BankLinkProvider.RefusedException;
import gg.tap2.server.platform.crypto.RandomTokens;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Plaid's way of signing webhooks: an ES256 JWT with the SHA-256 of the body, not older than five minutes, by
/// a key that Plaid gives out by its id.
final class WebhookSignature {
    private static final Duration AGE = Duration.ofMinutes(5);
    private static final int MAX_KEYS = 20;

    private final PlaidApi api;
    /// A key that was ended is ended here soon after.
    private static final long FRESH_NANOS = Duration.ofMinutes(10).toNanos();

    private record Known(ECKey key, long atNanos) {}

    private final Map<String, Known> keys = new ConcurrentHashMap<>();

    WebhookSignature(PlaidApi api) {
        this.api = api;
    }

    /// @throws RefusedException `SIGNATURE_INVALID`
    void require(byte[] body, @Nullable String header, Instant now) {
        try {
            if (header != null && holds(body, SignedJWT.parse(header), now)) {
                return;
            }
        } catch (ParseException | JOSEException e) {
            // Not a signature at all.
        }
        throw new RefusedException("SIGNATURE_INVALID");
    }

    private boolean holds(byte[] body, SignedJWT jwt, Instant now) throws ParseException, JOSEException {
        // The algorithm first: a token that names another one is not worth a key.
        if (!JWSAlgorithm.ES256.equals(jwt.getHeader().getAlgorithm())) {
            return false;
        }
        var claims = jwt.getJWTClaimsSet();
        var issued = claims.getIssueTime();
        if (issued == null || Duration.between(issued.toInstant(), now).abs().compareTo(AGE) > 0) {
            return false;
        }
        String hash = claims.getStringClaim("request_body_sha256");
        if (hash == null || !RandomTokens.same(HexFormat.of().formatHex(RandomTokens.sha256(body)), hash)) {
            return false;
        }
        ECKey key = key(jwt.getHeader().getKeyID());
        return key != null && jwt.verify(new ECDSAVerifier(key));
    }

    private @Nullable ECKey key(@Nullable String id) {
        if (id == null || id.isBlank() || id.length() > 200) {
            return null;
        }
        Known known = keys.get(id);
        if (known != null && System.nanoTime() - known.atNanos() < FRESH_NANOS) {
            return known.key();
        }
        keys.remove(id);
        JWKPublicKey jwk;
        try {
            jwk = PlaidBankLinks.call(api.webhookVerificationKeyGet(new WebhookVerificationKeyGetRequest().keyId(id)))
                    .getKey();
        } catch (RefusedException e) {
            return null;
        }
        if (jwk.getExpiredAt() != null || !"P-256".equals(jwk.getCrv())) {
            return null;
        }
        var key = new ECKey.Builder(Curve.P_256, new Base64URL(jwk.getX()), new Base64URL(jwk.getY())).build();
        if (keys.size() >= MAX_KEYS) {
            keys.clear();
        }
        keys.put(id, new Known(key, System.nanoTime()));
        return key;
    }
}
