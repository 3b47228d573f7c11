package gg.tap2.server.platform.crypto;

import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.OctetKeyPair;
import com.nimbusds.jose.util.Base64URL;
import gg.tap2.server.platform.db.Db;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;

/// Ed25519 signatures on documents that leave the platform, such as manifests and statements. Keys rotate, but a
/// signature once made can be checked for ever.
public final class Signer {
    private static final byte[] X509_PREFIX = HexFormat.of().parseHex("302a300506032b6570032100");
    private static final byte[] PKCS8_PREFIX = HexFormat.of().parseHex("302e020100300506032b657004220420");

    private final KeyRing keys;

    public Signer(Db db, Vault vault, InstantSource clock) {
        this.keys = new KeyRing(db, vault, clock, "documents", Signer::generate, null);
    }

    /// A signature in base64url with the id of the key that made it.
    public record Signed(String keyId, String signature) {}

    public Signed sign(byte[] document) {
        var key = keys.current().toOctetKeyPair();
        try {
            var signature = Signature.getInstance("Ed25519");
            signature.initSign(KeyFactory.getInstance("Ed25519")
                    .generatePrivate(new PKCS8EncodedKeySpec(
                            join(PKCS8_PREFIX, key.getD().decode()))));
            signature.update(document);
            return new Signed(key.getKeyID(), RandomTokens.base64(signature.sign()));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("signing failed", e);
        }
    }

    public boolean verify(byte[] document, String keyId, String signature) {
        var found = keys.find(keyId);
        if (found.isEmpty()) {
            return false;
        }
        try {
            byte[] x = found.get().toOctetKeyPair().getX().decode();
            var verifier = Signature.getInstance("Ed25519");
            verifier.initVerify(
                    KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(join(X509_PREFIX, x))));
            verifier.update(document);
            return verifier.verify(Base64.getUrlDecoder().decode(signature));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            return false;
        }
    }

    public JWKSet publicKeys() {
        return keys.publicKeys();
    }

    public void rotate() {
        keys.rotate();
    }

    public Reencryption reencryption() {
        return keys;
    }

    private static JWK generate(String kid) {
        try {
            var pair = KeyPairGenerator.getInstance("Ed25519").generateKeyPair();
            byte[] x = tail(pair.getPublic().getEncoded());
            byte[] d = tail(pair.getPrivate().getEncoded());
            return new OctetKeyPair.Builder(Curve.Ed25519, Base64URL.encode(x))
                    .d(Base64URL.encode(d))
                    .keyID(kid)
                    .keyUse(KeyUse.SIGNATURE)
                    .build();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static byte[] tail(byte[] encoded) {
        return Arrays.copyOfRange(encoded, encoded.length - 32, encoded.length);
    }

    private static byte[] join(byte[] a, byte[] b) {
        byte[] out = Arrays.copyOf(a, a.length + b.length);
        System.arraycopy(b, 0, out, a.length, b.length);
        return out;
    }
}
