package gg.tap2.model.catalog;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A membership tier. `price` is per month, `yearlyPrice` per year, both minor units of `currency`.
public record Tier(
        UUID id,
        UUID creatorId,
        String name,
        String description,
        long price,
        @Nullable Long yearlyPrice,
        Currency currency,
        int trialDays,
        @Nullable UUID imageUploadId,
        @Nullable String imageUrl,
        List<String> benefits,
        int sortOrder,
        boolean published,
        long version,
        Instant createdAt,
        Instant updatedAt,
        long activeSubscribers) {}
