package gg.tap2.model.admin;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A refund of any creator.
public record AdminRefund(
        UUID id,
        UUID paymentId,
        UUID creatorId,
        long amount,
        Currency currency,
        String status,
        @Nullable String reason,
        String actor,
        @Nullable String failureReason,
        Instant createdAt) {}
