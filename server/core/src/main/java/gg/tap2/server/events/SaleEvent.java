package gg.tap2.server.events;

import gg.tap2.model.common.Money;
import gg.tap2.model.fees.SaleKind;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What became of a payment. Published by `billing`.
public sealed interface SaleEvent extends Event {
    /// A payment was booked. Published by `billing.SaleBooking`; `ref` is the payment.
    ///
    /// @param title what was sold, as the creator called it; of a tip the word that nobody is shown
    /// @param productId null for what is no product
    /// @param receiptNumber null only for what was booked before receipts had numbers
    @StoredAs("payment_succeeded")
    record PaymentSucceeded(
            String ref,
            UUID creatorId,
            UUID fanId,
            UUID paymentId,
            SaleKind saleKind,
            String title,
            @Nullable UUID productId,
            Money amount,
            @Nullable String receiptNumber)
            implements SaleEvent {}

    /// A payment was declined for good. The fan saw it on the page, so nobody is told. Published by
    /// `billing.StripeEvents`; `ref` is the payment.
    @StoredAs("payment_failed")
    record PaymentFailed(String ref, UUID fanId, UUID paymentId) implements SaleEvent {}
}
