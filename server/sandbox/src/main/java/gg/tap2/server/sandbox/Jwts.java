package gg.tap2.server.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.interfaces.ECPublicKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.util.Base64;

/// Signing keys of the stand-ins that hand out JWTs: RS256 for Google, ES256 for Plaid. Kept in the data folder.
public final class Jwts {
    private static final Base64.Encoder B64 = Base64.getUrlEncoder().withoutPadding();
    private final String algorithm;
    private final String keyId;
    private final KeyPair pair;

    private Jwts(String algorithm, String keyId, KeyPair pair) {
        this.algorithm = algorithm;
        this.keyId = keyId;
        this.pair = pair;
    }

    public static Jwts load(Path file, String algorithm) {
        boolean rsa = algorithm.equals("RS256");
        try {
            if (Files.exists(file)) {
                ObjectNode kept = Json.parseObject(Files.readAllBytes(file));
                var factory = KeyFactory.getInstance(rsa ? "RSA" : "EC");
                var decoder = Base64.getDecoder();
                return new Jwts(
                        algorithm,
                        Json.text(kept, "kid", ""),
                        new KeyPair(
                                factory.generatePublic(
                                        new X509EncodedKeySpec(decoder.decode(Json.text(kept, "public", "")))),
                                factory.generatePrivate(
                                        new PKCS8EncodedKeySpec(decoder.decode(Json.text(kept, "private", ""))))));
            }
            var generator = KeyPairGenerator.getInstance(rsa ? "RSA" : "EC");
            if (rsa) {
                generator.initialize(2048);
            } else {
                generator.initialize(new ECGenParameterSpec("secp256r1"));
            }
            var fresh = new Jwts(algorithm, Ids.random("", 16), generator.generateKeyPair());
            var encoder = Base64.getEncoder();
            ObjectNode kept = Json.object()
                    .put("kid", fresh.keyId)
                    .put("public", encoder.encodeToString(fresh.pair.getPublic().getEncoded()))
                    .put(
                            "private",
                            encoder.encodeToString(fresh.pair.getPrivate().getEncoded()));
            Files.createDirectories(file.getParent());
            Files.write(file, Json.bytes(kept));
            return fresh;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public String keyId() {
        return keyId;
    }

    public String sign(ObjectNode claims) {
        ObjectNode header =
                Json.object().put("alg", algorithm).put("kid", keyId).put("typ", "JWT");
        String content = B64.encodeToString(Json.bytes(header)) + "." + B64.encodeToString(Json.bytes(claims));
        try {
            // P1363 is the plain r‖s form that JWS wants.
            Signature signature =
                    Signature.getInstance(algorithm.equals("RS256") ? "SHA256withRSA" : "SHA256withECDSAinP1363Format");
            signature.initSign(pair.getPrivate());
            signature.update(content.getBytes(StandardCharsets.US_ASCII));
            return content + "." + B64.encodeToString(signature.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    public ObjectNode jwk() {
        ObjectNode jwk = Json.object().put("kid", keyId).put("alg", algorithm).put("use", "sig");
        if (pair.getPublic() instanceof RSAPublicKey rsa) {
            jwk.put("kty", "RSA").put("n", unsigned(rsa.getModulus(), 0));
            jwk.put("e", unsigned(rsa.getPublicExponent(), 0));
        } else if (pair.getPublic() instanceof ECPublicKey ec) {
            jwk.put("kty", "EC").put("crv", "P-256");
            jwk.put("x", unsigned(ec.getW().getAffineX(), 32));
            jwk.put("y", unsigned(ec.getW().getAffineY(), 32));
        }
        return jwk;
    }

    private static String unsigned(BigInteger value, int length) {
        byte[] bytes = value.toByteArray();
        int skip = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        int size = Math.max(length, bytes.length - skip);
        byte[] plain = new byte[size];
        System.arraycopy(bytes, skip, plain, size - (bytes.length - skip), bytes.length - skip);
        return B64.encodeToString(plain);
    }
}
