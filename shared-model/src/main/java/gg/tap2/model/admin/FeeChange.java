package gg.tap2.model.admin;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Platform fees in basis points and when they began. `state` is `coming`, `current` or `past`. The first ones are the
/// configured ones and have neither an id nor a beginning.
public record FeeChange(
        @Nullable UUID id,
        @Nullable Instant validFrom,
        int tipBps,
        int productBps,
        int subscriptionBps,
        @Nullable String reason,
        @Nullable UUID changedBy,
        @Nullable Instant createdAt,
        String state) {}
