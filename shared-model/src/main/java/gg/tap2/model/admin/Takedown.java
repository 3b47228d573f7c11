package gg.tap2.model.admin;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Content that was taken down. `status` is `down`, `appealed`, `restored` or `upheld`.
public record Takedown(
        UUID id,
        @Nullable UUID productId,
        UUID creatorId,
        String title,
        String status,
        String reason,
        boolean closeAccess,
        @Nullable String appeal,
        @Nullable String decision,
        Instant createdAt,
        @Nullable Instant appealedAt,
        @Nullable Instant decidedAt) {}
