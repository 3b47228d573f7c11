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
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// OpenID Connect with one provider: authorization code, PKCE and nonce. The provider's tokens are checked
/// and thrown
/// away; nothing of them is stored.
final class GoogleClient {
    private static final Logger LOG = LoggerFactory.getLogger(GoogleClient.class);
    private static final int TIMEOUT_MS = 5_000;
    private static final Duration METADATA_AGE = Duration.ofHours(1);
    private static final Set<String> OURS = Set.of(
            "invalid_client", "unauthorized_client", "redirect_uri_mismatch", "deleted_client", "disabled_client");
    private final Map<Kind, Validating> validators = new ConcurrentHashMap<>();

    private record Validating(Known of, IDTokenValidator validator) {}

    private final Issuer issuer;
    private final Credentials web;
    private final @Nullable Credentials desktop;
    private volatile @Nullable Known known;

    private record Known(OIDCProviderMetadata metadata, long atNanos) {}

    private record Credentials(ClientID id, Secret secret) {}

    /// For whom a sign-in is. Google registers addresses of pages at one type of client, and lets any
    /// loopback port of
    /// this machine in at another.
    enum Kind {
        WEB,
        DESKTOP
    }

    GoogleClient(ServerConfig config) {
        this.issuer = new Issuer(config.text(Key.GOOGLE_ISSUER));
        this.web = new Credentials(
                new ClientID(config.text(Key.GOOGLE_CLIENT_ID)),
                new Secret(config.secret(Key.GOOGLE_CLIENT_SECRET).value()));
        this.desktop = config.isSet(Key.GOOGLE_DESKTOP_CLIENT_ID)
                ? new Credentials(
                        new ClientID(config.text(Key.GOOGLE_DESKTOP_CLIENT_ID)),
                        new Secret(
                                config.secret(Key.GOOGLE_DESKTOP_CLIENT_SECRET).value()))
                : null;
    }

    /// Whether there is a client for this kind of sign-in.
    boolean offers(Kind kind) {
        return kind == Kind.WEB || desktop != null;
    }

    private Credentials of(Kind kind) {
        return kind == Kind.WEB ? web : java.util.Objects.requireNonNull(desktop);
    }

    static boolean isConfigured(ServerConfig config) {
        return config.isSet(Key.GOOGLE_ISSUER) && config.isSet(Key.GOOGLE_CLIENT_ID);
    }

    String authorizationUri(Kind kind, String redirectUri, String state, String nonce, String codeChallenge)
            throws IOException, GeneralException {
        URI endpoint = known().metadata().getAuthorizationEndpointURI();
        return endpoint + (endpoint.getRawQuery() == null ? "?" : "&") + "response_type=code&client_id="
                + encode(of(kind).id().getValue()) + "&redirect_uri=" + encode(redirectUri) + "&scope="
                + encode("openid email profile") + "&state=" + encode(state) + "&nonce=" + encode(nonce)
                + "&code_challenge=" + encode(codeChallenge) + "&code_challenge_method=S256&prompt=select_account";
    }

    /// Empty when the provider refuses the code or its ID token does not hold, also when it is for the
    /// other client.
    Optional<GoogleIdentity> exchange(Kind kind, String code, String redirectUri, String verifier, String nonce) {
        try {
            var known = known();
            var grant = new AuthorizationCodeGrant(
                    new AuthorizationCode(code), URI.create(redirectUri), new CodeVerifier(verifier));
            var http = new TokenRequest.Builder(
                            known.metadata().getTokenEndpointURI(),
                            new ClientSecretPost(of(kind).id(), of(kind).secret()),
                            grant)
                    .build()
                    .toHTTPRequest();
            http.setConnectTimeout(TIMEOUT_MS);
            http.setReadTimeout(TIMEOUT_MS);
            http.setFollowRedirects(false);
            var answer = OIDCTokenResponseParser.parse(http.send());
            if (!(answer instanceof OIDCTokenResponse ok)) {
                refused(kind, answer.toErrorResponse().getErrorObject().getCode());
                return Optional.empty();
            }
            var claims = validator(kind, known)
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
        k = new Known(metadata, System.nanoTime());
        known = k;
        return k;
    }

    /// One validator for each set of metadata and client, as it keeps the provider's keys.
    private IDTokenValidator validator(Kind kind, Known of) throws java.net.MalformedURLException {
        var kept = validators.get(kind);
        if (kept == null || kept.of() != of) {
            kept = new Validating(
                    of,
                    new IDTokenValidator(
                            issuer,
                            of(kind).id(),
                            JWSAlgorithm.RS256,
                            of.metadata().getJWKSetURI().toURL()));
            validators.put(kind, kept);
        }
        return kept.validator();
    }

    /// A client that Google does not know is the operator's to mend; a code that was used already is
    /// nobody's.
    private static void refused(Kind kind, @Nullable String error) {
        if (error != null && OURS.contains(error)) {
            LOG.error(
                    "Google refuses our OAuth client for the {} ({}): look at google.{}client-id, its secret and its redirect addresses",
                    kind == Kind.WEB ? "pages" : "studio",
                    error,
                    kind == Kind.WEB ? "" : "desktop-");
        } else {
            LOG.info("the OpenID provider refused a code");
        }
    }

    private static String encode(String s) {
        return URLEncoder.encode(s, StandardCharsets.UTF_8);
    }
}
