package gg.tap2.server.media;

/// Signs manifests with the platform's key.
public interface ManifestSigner {
    String keyId();

    /// base64url of the Ed25519 signature over the UTF-8 text.
    String sign(String text);
}
