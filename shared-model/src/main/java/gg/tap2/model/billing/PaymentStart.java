package gg.tap2.model.billing;

import gg.tap2.model.common.Currency;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A payment to be confirmed with Stripe.js, or already `SUCCEEDED` when nothing was to pay.
/// `claimToken` lets a guest see the result page without an account.
public record PaymentStart(
        UUID paymentId,
        PaymentStatus status,
        long amount,
        Currency currency,
        @Nullable String clientSecret,
        @Nullable String publishableKey,
        @Nullable String claimToken) {}
