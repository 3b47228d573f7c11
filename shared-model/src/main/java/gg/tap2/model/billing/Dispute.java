package gg.tap2.model.billing;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `status` is `warning`, `open`, `submitted`, `won` or `lost`.
public record Dispute(
        UUID id,
        UUID paymentId,
        long amount,
        long fee,
        Currency currency,
        String status,
        String reason,
        @Nullable Instant evidenceDueBy,
        Instant createdAt,
        @Nullable Instant closedAt) {}
