package gg.tap2.model.admin;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A dispute of any creator.
public record AdminDispute(
        UUID id,
        UUID paymentId,
        UUID creatorId,
        String creatorName,
        long amount,
        long fee,
        Currency currency,
        String status,
        String reason,
        @Nullable Instant evidenceDueBy,
        @Nullable Instant evidenceSubmittedAt,
        Instant createdAt,
        @Nullable Instant closedAt) {}
