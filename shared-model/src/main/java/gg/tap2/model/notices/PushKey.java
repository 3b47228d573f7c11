package gg.tap2.model.notices;

/// The server's public key for web push (VAPID, uncompressed point, base64url).
public record PushKey(String publicKey) {}
