package gg.tap2.model.admin;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A session of a user, also an ended one.
public record AdminSession(
        UUID id,
        String deviceName,
        @Nullable String userAgent,
        @Nullable String ipAddress,
        String client,
        Instant createdAt,
        Instant lastUsedAt,
        Instant expiresAt,
        @Nullable Instant revokedAt,
        @Nullable UUID actingAdminId) {}
