package gg.tap2.model.accounts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A device that is signed in.
public record SessionInfo(
        UUID id,
        String deviceName,
        @Nullable String userAgent,
        @Nullable String ipAddress,
        Instant createdAt,
        Instant lastUsedAt,
        boolean current) {}
