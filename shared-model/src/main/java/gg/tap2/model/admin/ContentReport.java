package gg.tap2.model.admin;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What somebody reported. `subject` tells what the path shows: `profile`, `product` or `other`, with its ids.
public record ContentReport(
        UUID id,
        String path,
        String reason,
        String details,
        @Nullable String reporterEmail,
        @Nullable UUID reporterId,
        String subject,
        @Nullable UUID creatorId,
        @Nullable UUID productId,
        @Nullable String title,
        Instant createdAt,
        @Nullable Instant handledAt,
        @Nullable String outcome) {}
