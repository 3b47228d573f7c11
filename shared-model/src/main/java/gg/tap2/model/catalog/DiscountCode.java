package gg.tap2.model.catalog;

import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A discount code of a creator: either `percentOff` (1–100) or `amountOff` in minor units. An empty
/// `productIds` means every product.
public record DiscountCode(
        UUID id,
        String code,
        @Nullable Integer percentOff,
        @Nullable Long amountOff,
        List<UUID> productIds,
        @Nullable Instant startsAt,
        @Nullable Instant endsAt,
        @Nullable Integer maxRedemptions,
        int redeemed,
        boolean active,
        Instant createdAt) {}
