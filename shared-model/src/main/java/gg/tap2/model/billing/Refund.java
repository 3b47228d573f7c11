package gg.tap2.model.billing;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `status` is `requested`, `pending`, `succeeded` or `failed`.
public record Refund(
        UUID id,
        UUID paymentId,
        long amount,
        Currency currency,
        String status,
        @Nullable String reason,
        @Nullable String failureReason,
        Instant createdAt) {}
