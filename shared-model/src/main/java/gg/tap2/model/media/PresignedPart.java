package gg.tap2.model.media;

import java.time.Instant;

/// Where to PUT one part of exactly `length` bytes until `expiresAt`.
public record PresignedPart(int partNumber, String url, long length, Instant expiresAt) {}
