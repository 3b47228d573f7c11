package gg.tap2.server.accounts;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.oauth2.sdk.AuthorizationCode;
import com.nimbusds.oauth2.sdk.AuthorizationCodeGrant;
import com.nimbusds.oauth2.sdk.GeneralException;
import com.nimbusds.oauth2.sdk.TokenRequest;
import com.nimbusds.oauth2.sdk.auth.ClientSecretPost;
import com.nimbusds.oauth2.sdk.auth.Secret;
import com.nimbusds.oauth2.sdk.id.ClientID;
import com.nimbusds.oauth2.sdk.id.Issuer;
import com.nimbusds.oauth2.sdk.pkce.CodeVerifier;
import com.nimbusds.openid.connect.sdk.Nonce;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponse;
import com.nimbusds.openid.connect.sdk.OIDCTokenResponseParser;
import com.nimbusds.openid.connect.sdk.op.OIDCProviderMetadata;
import com.nimbusds.openid.connect.sdk.validators.IDTokenValidator;
import gg.tap2.model.common.EmailAddress;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// OpenID Connect with one provider: authorization code, PKCE and nonce. The provider's tokens are checked and thrown
/// away; nothing of them is stored.
final class GoogleClient {
    private static final Logger LOG = LoggerFactory.getLogger(GoogleClient.class);
    private static final int TIMEOUT_MS = 5_000;
    private static final Duration METADATA_AGE = Duration.ofHours(1);

    private final Issuer issuer;
    private final ClientID clientId;
    private final Secret secret;
    private volatile @Nullable Known known;

    private record Known(OIDCProviderMetadata metadata, IDTokenValidator validator, long atNanos) {}

    GoogleClient(ServerConfig config) {
        this.issuer = new Issuer(config.text(Key.GOOGLE_ISSUER));
        this.clientId = new ClientID(config.text(Key.GOOGLE_CLIENT_ID));
        this.secret = new Secret(config.secret(Key.GOOGLE_CLIENT_SECRET).value());
    }

    static boolean isConfigured(ServerConfig config) {
        return config.isSet(Key.GOOGLE_ISSUER) && config.isSet(Key.GOOGLE_CLIENT_ID);
    }

    String authorizationUri(String redirectUri, String state, String nonce, String codeChallenge)
            throws IOException, GeneralException {
        URI endpoint = known().metadata().getAuthorizationEndpointURI();
        return endpoint + (endpoint.getRawQuery() == null ? "?" : "&") + "response_type=code&client_id="
                + encode(clientId.getValue()) + "&redirect_uri=" + encode(redirectUri) + "&scope="
                + encode("openid email profile") + "&state=" + encode(state) + "&nonce=" + encode(nonce)
                + "&code_challenge=" + encode(codeChallenge) + "&code_challenge_method=S256&prompt=select_account";
    }

    /// Empty when the provider refuses the code or its ID token does not hold.
    Optional<GoogleIdentity> exchange(String code, String redirectUri, String verifier, String nonce) {
        try {
            var known = known();
            var grant = new AuthorizationCodeGrant(
                    new AuthorizationCode(code), URI.create(redirectUri), new CodeVerifier(verifier));
            var http = new TokenRequest.Builder(
                            known.metadata().getTokenEndpointURI(), new ClientSecretPost(clientId, secret), grant)
                    .build()
                    .toHTTPRequest();
            http.setConnectTimeout(TIMEOUT_MS);
            http.setReadTimeout(TIMEOUT_MS);
            http.setFollowRedirects(false);
            var answer = OIDCTokenResponseParser.parse(http.send());
            if (!(answer instanceof OIDCTokenResponse ok)) {
                LOG.info("the OpenID provider refused a code");
                return Optional.empty();
            }
            var claims = known.validator()
                    .validate(ok.getOIDCTokens().getIDToken(), new Nonce(nonce))
                    .toJWTClaimsSet();
            String email = claims.getStringClaim("email");
            String name = claims.getStringClaim("name");
            if (email == null || EmailAddress.flaw(email).isPresent()) {
                return Optional.empty();
            }
            boolean verified = Boolean.TRUE.equals(claims.getClaim("email_verified"));
            return Optional.of(new GoogleIdentity(
                    claims.getSubject(),
                    EmailAddress.of(email).text(),
                    verified,
                    name == null || name.isBlank() ? email : name));
        } catch (Exception e) {
            if (e instanceof InterruptedException) {
                Thread.currentThread().interrupt();
            }
            LOG.info("an OpenID sign-in failed: {}", e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private Known known() throws IOException, GeneralException {
        var k = known;
        if (k != null && System.nanoTime() - k.atNanos() < METADATA_AGE.toNanos()) {
            return k;
        }
        var metadata = OIDCProviderMetadata.resolve(issuer, TIMEOUT_MS, TIMEOUT_MS);
        var validator = new IDTokenValidator(
                issuer, clientId, JWSAlgorithm.RS256, metadata.getJWKSetURI().toURL());
        k = new Known(metadata, validator, System.nanoTime());
        known = k;
        return k;
    }

    private static String encode(String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8);
    }
}
