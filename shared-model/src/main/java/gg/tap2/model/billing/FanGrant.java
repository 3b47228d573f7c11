package gg.tap2.model.billing;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A product that somebody may open, or could until `revokedAt`. `source` is `purchase`, `free` or `grant` (given by
/// the
/// creator).
public record FanGrant(
        UUID productId,
        String title,
        String source,
        Instant grantedAt,
        @Nullable Instant revokedAt,
        @Nullable String revokedReason) {}
