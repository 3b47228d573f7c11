package gg.tap2.model.billing;

import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One payment as its creator sees it, with the split to the minor unit. `availableAt` is when the net becomes
/// payable.
public record Sale(
        UUID paymentId,
        SaleKind kind,
        String title,
        @Nullable UUID productId,
        @Nullable UUID tierId,
        @Nullable UUID fanId,
        @Nullable String fanName,
        long gross,
        long platformFee,
        long processingFee,
        long net,
        Currency currency,
        long refunded,
        long disputed,
        PaymentStatus status,
        @Nullable String message,
        Instant createdAt,
        @Nullable Instant paidAt,
        @Nullable Instant availableAt) {}
