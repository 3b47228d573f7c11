package gg.tap2.model.payouts;

import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One line that explains a payout: a sale, refund, dispute or adjustment that made up the money.
public record PayoutLine(
        long seq,
        Instant at,
        String event,
        @Nullable UUID paymentId,
        @Nullable SaleKind kind,
        String title,
        long gross,
        long platformFee,
        int platformFeeBps,
        long processingFee,
        long net,
        Currency currency) {}
