package gg.tap2.server.accounts;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/// An OpenID provider that checks redirect address, PKCE and client secret, and can be told to answer
/// wrongly.
final class TestOidcProvider implements AutoCloseable {
    enum Signing {
        RS256,
        NONE,
        HS256,
        FOREIGN_KEY
    }

    /// As at Google: one client for pages, one for the studio.
    private static final Map<String, String> SECRETS = Map.of("tap2", "secret", "tap2-desktop", "desktop-secret");

    private final HttpServer http;
    private final RSAKey key;
    private final RSAKey foreign;
    private final Map<String, Map<String, String>> codes = new ConcurrentHashMap<>();
    Consumer<JWTClaimsSet.Builder> change = c -> {};
    Signing signing = Signing.RS256;
    String subject = "g-1";
    String email = "g@example.org";
    boolean emailVerified = true;

    TestOidcProvider() throws Exception {
        key = new RSAKeyGenerator(2048).keyID("k1").generate();
        foreign = new RSAKeyGenerator(2048).keyID("k1").generate();
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext(
                "/.well-known/openid-configuration",
                x -> answer(
                        x,
                        200,
                        Map.of(
                                "issuer",
                                issuer(),
                                "authorization_endpoint",
                                issuer() + "/authorize",
                                "token_endpoint",
                                issuer() + "/token",
                                "jwks_uri",
                                issuer() + "/jwks",
                                "response_types_supported",
                                new String[] {"code"},
                                "subject_types_supported",
                                new String[] {"public"},
                                "id_token_signing_alg_values_supported",
                                new String[] {"RS256"})));
        http.createContext("/jwks", x -> answer(x, 200, new JWKSet(key.toPublicJWK()).toJSONObject()));
        http.createContext("/token", this::token);
        http.start();
    }

    String issuer() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /// What the user's consent gives: a code for the request in that address.
    String consent(String authorizationUri) {
        String code = UUID.randomUUID().toString();
        codes.put(code, parse(URI.create(authorizationUri).getRawQuery()));
        return code;
    }

    static Map<String, String> parse(String query) {
        var out = new HashMap<String, String>();
        for (String pair : query.split("&")) {
            String[] p = pair.split("=", 2);
            out.put(p[0], URLDecoder.decode(p[1], StandardCharsets.UTF_8));
        }
        return out;
    }

    private void token(HttpExchange x) throws IOException {
        var form = parse(new String(x.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
        var asked = codes.remove(form.getOrDefault("code", ""));
        if (asked == null
                || !asked.get("redirect_uri").equals(form.get("redirect_uri"))
                || !asked.get("code_challenge").equals(GoogleAccounts.challenge(form.getOrDefault("code_verifier", "")))
                || !asked.get("client_id").equals(form.get("client_id"))
                || !SECRETS.getOrDefault(form.get("client_id"), "").equals(form.get("client_secret"))) {
            answer(x, 400, Map.of("error", "invalid_grant"));
            return;
        }
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer())
                .audience(asked.get("client_id"))
                .subject(subject)
                .issueTime(new Date())
                .expirationTime(new Date(System.currentTimeMillis() + 60_000))
                .claim("nonce", asked.get("nonce"))
                .claim("email", email)
                .claim("email_verified", emailVerified)
                .claim("name", "Gina Google");
        change.accept(claims);
        try {
            answer(
                    x,
                    200,
                    Map.of(
                            "access_token",
                            "at",
                            "token_type",
                            "Bearer",
                            "expires_in",
                            60,
                            "id_token",
                            sign(claims.build())));
        } catch (Exception e) {
            throw new IOException(e);
        }
    }

    private String sign(JWTClaimsSet claims) throws Exception {
        return switch (signing) {
            case NONE -> new PlainJWT(claims).serialize();
            case HS256 -> {
                var jwt = new SignedJWT(new JWSHeader(JWSAlgorithm.HS256), claims);
                jwt.sign(new MACSigner(key.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8)));
                yield jwt.serialize();
            }
            case RS256, FOREIGN_KEY -> {
                var jwt = new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256).keyID("k1").build(), claims);
                jwt.sign(new RSASSASigner(signing == Signing.RS256 ? key : foreign));
                yield jwt.serialize();
            }
        };
    }

    private static void answer(HttpExchange x, int status, Object body) throws IOException {
        byte[] bytes = Json.bytes(body);
        x.getResponseHeaders().add("Content-Type", "application/json");
        x.sendResponseHeaders(status, bytes.length);
        x.getResponseBody().write(bytes);
        x.close();
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
