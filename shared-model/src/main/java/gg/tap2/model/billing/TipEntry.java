package gg.tap2.model.billing;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A tip in a history: the fan's, or the creator's (where an anonymous fan has no name).
public record TipEntry(
        UUID id,
        UUID creatorId,
        String creatorSlug,
        String creatorName,
        @Nullable String fanName,
        long amount,
        Currency currency,
        @Nullable String message,
        boolean anonymous,
        String status,
        Instant createdAt) {}
