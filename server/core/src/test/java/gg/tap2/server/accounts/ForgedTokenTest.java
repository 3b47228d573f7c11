package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import gg.tap2.model.accounts.Role;
import gg.tap2.server.accounts.tokens.AccessTokens;
import gg.tap2.server.platform.crypto.RandomTokens;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Date;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ForgedTokenTest {
    static AccountsServer s;
    static String good;
    static JWTClaimsSet claims;
    static String kid;
    static ECKey real;

    @BeforeAll
    static void start() throws Exception {
        s = new AccountsServer();
        good = s.access("forge@example.org", Role.FAN);
        var jwt = SignedJWT.parse(good);
        claims = jwt.getJWTClaimsSet();
        kid = jwt.getHeader().getKeyID();
        String cipher = s.db.read(tx -> tx.sql("SELECT private_jwk FROM signing_keys WHERE kid = :k")
                .set("k", kid)
                .one(r -> r.text("private_jwk")));
        real = ECKey.parse(s.vault.decryptText(cipher, "signing_keys:" + kid));
    }

    @AfterAll
    static void stop() {
        s.close();
    }

    private static int me(String token) {
        return s.get("/api/v1/auth/me", token).status();
    }

    private static JWSHeader.Builder header(JWSAlgorithm alg) {
        return new JWSHeader.Builder(alg).keyID(kid).type(new JOSEObjectType("at+jwt"));
    }

    private static String signed(JWSHeader header, JWTClaimsSet c, JWSSigner signer) throws Exception {
        var jwt = new SignedJWT(header, c);
        jwt.sign(signer);
        return jwt.serialize();
    }

    private static String with(String name, Object value) throws Exception {
        return signed(
                header(JWSAlgorithm.ES256).build(),
                new JWTClaimsSet.Builder(claims).claim(name, value).build(),
                new ECDSASigner(real));
    }

    @Test
    void theRealOneAndOneSignedAlikeAreAccepted() throws Exception {
        assertThat(me(good)).isEqualTo(200);
        assertThat(me(with("extra", "x"))).isEqualTo(200);
    }

    @Test
    void algNoneInAllSpellings() {
        String body = good.split("\\.")[1];
        for (String alg : new String[] {"none", "None", "NONE", "nOnE"}) {
            String h = RandomTokens.base64(("{\"alg\":\"" + alg + "\",\"typ\":\"at+jwt\",\"kid\":\"" + kid + "\"}")
                    .getBytes(StandardCharsets.UTF_8));
            assertThat(me(h + "." + body + ".")).isEqualTo(401);
            assertThat(me(h + "." + body + "." + good.split("\\.")[2])).isEqualTo(401);
        }
    }

    @Test
    void hmacUnderThePublicKeyAndRsaUnderTheKid() throws Exception {
        byte[] publicKey = real.toPublicKey().getEncoded();
        assertThat(me(signed(header(JWSAlgorithm.HS256).build(), claims, new MACSigner(publicKey))))
                .isEqualTo(401);
        byte[] json = real.toPublicJWK().toJSONString().getBytes(StandardCharsets.UTF_8);
        assertThat(me(signed(header(JWSAlgorithm.HS256).build(), claims, new MACSigner(json))))
                .isEqualTo(401);
        var rsa = new RSAKeyGenerator(2048).generate();
        assertThat(me(signed(header(JWSAlgorithm.RS256).build(), claims, new RSASSASigner(rsa))))
                .isEqualTo(401);
    }

    @Test
    void keysThatTheTokenBringsAlong() throws Exception {
        var mine = new ECKeyGenerator(Curve.P_256).keyID(kid).generate();
        var signer = new ECDSASigner(mine);
        assertThat(me(signed(header(JWSAlgorithm.ES256).build(), claims, signer)))
                .isEqualTo(401);
        assertThat(me(signed(header(JWSAlgorithm.ES256).jwk(mine.toPublicJWK()).build(), claims, signer)))
                .isEqualTo(401);
        assertThat(me(signed(
                        header(JWSAlgorithm.ES256)
                                .jwkURL(URI.create("http://127.0.0.1:1/jwks"))
                                .build(),
                        claims,
                        signer)))
                .isEqualTo(401);
        for (String evil : new String[] {"", "../../dev/null", "' OR '1'='1", "access-none", "x".repeat(2_000)}) {
            assertThat(me(signed(header(JWSAlgorithm.ES256).keyID(evil).build(), claims, signer)))
                    .isEqualTo(401);
        }
    }

    @Test
    void rightlySignedButWrongInside() throws Exception {
        assertThat(me(with("aud", "somebody-else"))).isEqualTo(401);
        assertThat(me(with("iss", "https://evil.example"))).isEqualTo(401);
        assertThat(me(with("type", "refresh"))).isEqualTo(401);
        assertThat(me(with("sub", UUID.randomUUID().toString()))).isEqualTo(401);
        assertThat(me(with("sid", UUID.randomUUID().toString()))).isEqualTo(401);
        assertThat(me(with("exp", Date.from(s.clock.instant().minusSeconds(1)))))
                .isEqualTo(401);
        assertThat(me(with("exp", null))).isEqualTo(401);
        assertThat(me(with("iat", Date.from(s.clock.instant().plusSeconds(600)))))
                .isEqualTo(401);
        String plainType = signed(
                new JWSHeader.Builder(JWSAlgorithm.ES256)
                        .keyID(kid)
                        .type(JOSEObjectType.JWT)
                        .build(),
                claims,
                new ECDSASigner(real));
        assertThat(me(plainType)).isEqualTo(401);
    }

    @Test
    void changedTruncatedAndEmptyTokens() {
        String[] p = good.split("\\.");
        String zero = RandomTokens.base64(new byte[64]);
        assertThat(me(p[0] + "." + p[1] + "." + zero)).isEqualTo(401);
        assertThat(me(p[0] + "." + p[1] + ".")).isEqualTo(401);
        assertThat(me(p[0] + "." + p[1])).isEqualTo(401);
        assertThat(me("x")).isEqualTo(401);
        assertThat(me("a".repeat(5_000))).isEqualTo(401);
        String admin = new String(java.util.Base64.getUrlDecoder().decode(p[1]), StandardCharsets.UTF_8)
                .replace("\"fan\"", "\"admin\"");
        assertThat(me(p[0] + "." + RandomTokens.base64(admin.getBytes(StandardCharsets.UTF_8)) + "." + p[2]))
                .isEqualTo(401);
    }

    @Test
    void aClaimedRoleDoesNotCountOnlyTheStoredOne() throws Exception {
        assertThat(s.get("/api/v1/test/admin", with("role", "admin")).status()).isEqualTo(403);
    }

    @Test
    void aRefreshTokenIsNoAccessTokenAndTheOtherWayRound() {
        var tokens = s.account("swap@example.org", Role.FAN);
        assertThat(me(tokens.path("refreshToken").asText())).isEqualTo(401);
        var swapped = s.post(
                "/api/v1/auth/refresh",
                Map.of("refreshToken", tokens.path("accessToken").asText().substring(0, 190)),
                null);
        assertThat(swapped.status()).isEqualTo(401);
    }

    @Test
    void rotationLogsNobodyOutAndPublishesBothKeys() throws Exception {
        try (var own = new AccountsServer()) {
            String before = own.access("rotate@example.org", Role.FAN);
            own.feature.rotateSigningKeys();
            String after = own.login("rotate@example.org", AccountsServer.PASSWORD)
                    .data()
                    .path("tokens")
                    .path("accessToken")
                    .asText();
            assertThat(SignedJWT.parse(after).getHeader().getKeyID())
                    .isNotEqualTo(SignedJWT.parse(before).getHeader().getKeyID());
            assertThat(own.get("/api/v1/auth/me", before).status()).isEqualTo(200);
            assertThat(own.get("/api/v1/auth/me", after).status()).isEqualTo(200);
            var jwks =
                    JWKSet.parse(own.get("/.well-known/jwks.json", null).raw().body());
            assertThat(jwks.getKeys()).hasSize(2).noneMatch(k -> k.isPrivate());
            own.clock.advance(AccessTokens.LIFETIME.plus(Duration.ofSeconds(1)));
            var expired = own.get("/api/v1/auth/me", before);
            assertThat(expired.code()).isEqualTo("token_expired");
        }
    }
}
