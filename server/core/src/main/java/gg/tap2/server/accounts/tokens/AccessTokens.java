package gg.tap2.server.accounts.tokens;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import gg.tap2.model.accounts.Role;
import gg.tap2.server.platform.crypto.KeyRing;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.crypto.Reencryption;
import gg.tap2.server.platform.crypto.Vault;
import gg.tap2.server.platform.db.Db;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.Locale;
import java.util.UUID;

/// Access tokens: JWT, ES256, 15 minutes. A token that was checked once is remembered by its hash until it expires,
/// so the signature is paid for once per token and not once per request.
public final class AccessTokens {
    public static final Duration LIFETIME = Duration.ofMinutes(15);
    private static final Duration SKEW = Duration.ofSeconds(5);
    private static final String AUDIENCE = "tap2-api";
    private static final JOSEObjectType TYPE = new JOSEObjectType("at+jwt");
    private static final int MAX_LENGTH = 4_096;

    private final KeyRing keys;
    private final InstantSource clock;
    private final String issuer;
    private final Cache<String, Verified> verified =
            Caffeine.newBuilder().maximumSize(50_000).build();

    public AccessTokens(Db db, Vault vault, InstantSource clock, String issuer) {
        this.keys =
                new KeyRing(db, vault, clock, "access", AccessTokens::generate, LIFETIME.plus(Duration.ofMinutes(5)));
        this.clock = clock;
        this.issuer = issuer;
    }

    /// What a valid token says.
    public record Verified(UUID userId, UUID sessionId, Role role, Instant expiresAt) {}

    /// Why a token was not accepted.
    public enum Flaw {
        INVALID,
        EXPIRED
    }

    /// The answer of [#verify].
    public sealed interface Check {
        record Good(Verified token) implements Check {}

        record Bad(Flaw flaw) implements Check {}
    }

    private static final Check INVALID = new Check.Bad(Flaw.INVALID);
    private static final Check EXPIRED = new Check.Bad(Flaw.EXPIRED);

    public record Issued(String token, Instant expiresAt) {}

    public Issued issue(UUID userId, UUID sessionId, Role role) {
        Instant now = clock.instant();
        Instant expires = Instant.ofEpochSecond(now.plus(LIFETIME).getEpochSecond());
        JWK key = keys.current();
        var header = new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(key.getKeyID())
                .type(TYPE)
                .build();
        var claims = new JWTClaimsSet.Builder()
                .issuer(issuer)
                .audience(AUDIENCE)
                .subject(userId.toString())
                .claim("role", role.toString())
                .claim("type", "access")
                .claim("sid", sessionId.toString())
                .issueTime(Date.from(now))
                .expirationTime(Date.from(expires))
                .build();
        try {
            var jwt = new SignedJWT(header, claims);
            jwt.sign(new ECDSASigner(key.toECKey()));
            return new Issued(jwt.serialize(), expires);
        } catch (JOSEException e) {
            throw new IllegalStateException("signing failed", e);
        }
    }

    public Check verify(String token) {
        if (token.length() > MAX_LENGTH) {
            return INVALID;
        }
        String hash = RandomTokens.hash(token);
        Verified known = verified.getIfPresent(hash);
        if (known == null) {
            Check check = verifySignature(token);
            if (!(check instanceof Check.Good good)) {
                return check;
            }
            known = good.token();
            verified.put(hash, known);
        }
        if (!clock.instant().isBefore(known.expiresAt())) {
            verified.invalidate(hash);
            return EXPIRED;
        }
        return new Check.Good(known);
    }

    /// The key is chosen only from our own table by `kid`; keys, addresses or algorithms that the token brings along
    /// are never used.
    private Check verifySignature(String token) {
        try {
            var jwt = SignedJWT.parse(token);
            JWSHeader header = jwt.getHeader();
            if (!JWSAlgorithm.ES256.equals(header.getAlgorithm())
                    || !TYPE.equals(header.getType())
                    || header.getKeyID() == null
                    || header.getJWK() != null
                    || header.getJWKURL() != null
                    || header.getX509CertURL() != null
                    || header.getX509CertChain() != null
                    || header.getCriticalParams() != null) {
                return INVALID;
            }
            var key = keys.find(header.getKeyID());
            if (key.isEmpty()
                    || !jwt.verify(new ECDSAVerifier(key.get().toECKey().toPublicJWK()))) {
                return INVALID;
            }
            var claims = jwt.getJWTClaimsSet();
            if (!issuer.equals(claims.getIssuer())
                    || !claims.getAudience().equals(java.util.List.of(AUDIENCE))
                    || !"access".equals(claims.getStringClaim("type"))
                    || claims.getExpirationTime() == null
                    || claims.getIssueTime() == null
                    || claims.getIssueTime().toInstant().isAfter(clock.instant().plus(SKEW))) {
                return INVALID;
            }
            return new Check.Good(new Verified(
                    UUID.fromString(claims.getSubject()),
                    UUID.fromString(claims.getStringClaim("sid")),
                    Role.valueOf(claims.getStringClaim("role").toUpperCase(Locale.ROOT)),
                    claims.getExpirationTime().toInstant()));
        } catch (ParseException | JOSEException | RuntimeException e) {
            return INVALID;
        }
    }

    public JWKSet publicKeys() {
        return keys.publicKeys();
    }

    /// A job calls this now and then.
    public void rotateKeys() {
        keys.rotate();
    }

    public Reencryption reencryption() {
        return keys;
    }

    private static JWK generate(String kid) {
        try {
            return new ECKeyGenerator(Curve.P_256)
                    .keyID(kid)
                    .keyUse(KeyUse.SIGNATURE)
                    .algorithm(JWSAlgorithm.ES256)
                    .generate();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }
}
