package gg.tap2.model.admin;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A payment of anybody to anybody.
public record AdminPayment(
        UUID id,
        String kind,
        String title,
        UUID creatorId,
        String creatorName,
        UUID fanId,
        @Nullable String buyerEmail,
        long amount,
        long platformFee,
        long processingFee,
        long net,
        long refunded,
        long disputed,
        Currency currency,
        String status,
        @Nullable String failureCode,
        @Nullable String stripeId,
        @Nullable String receiptNumber,
        Instant createdAt,
        @Nullable Instant paidAt) {}
