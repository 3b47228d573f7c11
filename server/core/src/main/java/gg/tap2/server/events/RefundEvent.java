package gg.tap2.server.events;

import gg.tap2.model.common.Money;
import gg.tap2.model.fees.SaleKind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What became of a refund. Published by `billing.RefundBooking`; `ref` is the refund.
public sealed interface RefundEvent extends Event {
    @Override
    UUID creatorId();

    UUID paymentId();

    /// What was sold.
    SaleKind saleKind();

    /// What was sold, as the creator called it.
    String title();

    /// The fan has the money.
    ///
    /// @param amount what went back, which may be a part of the payment
    /// @param receiptNumber of the payment
    @StoredAs("refund_succeeded")
    record RefundSucceeded(
            String ref,
            UUID creatorId,
            UUID fanId,
            UUID refundId,
            UUID paymentId,
            SaleKind saleKind,
            String title,
            Money amount,
            @Nullable String receiptNumber)
            implements RefundEvent {}

    /// The money is back in the creator's balance.
    @StoredAs("refund_failed")
    record RefundFailed(String ref, UUID creatorId, UUID refundId, UUID paymentId, SaleKind saleKind, String title)
            implements RefundEvent {}
}
