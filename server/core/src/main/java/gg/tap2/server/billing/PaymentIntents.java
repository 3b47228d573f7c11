package gg.tap2.server.billing;

import com.stripe.model.PaymentIntent;
import gg.tap2.model.billing.PaymentStatus;

/// Stripe's words for a payment intent in ours.
final class PaymentIntents {
    private PaymentIntents() {}

    static PaymentStatus status(PaymentIntent pi) {
        return switch (pi.getStatus()) {
            case "succeeded" -> PaymentStatus.SUCCEEDED;
            case "processing" -> PaymentStatus.PROCESSING;
            case "requires_action" -> PaymentStatus.REQUIRES_ACTION;
            case "canceled" -> PaymentStatus.CANCELED;
            default -> pi.getLastPaymentError() != null ? PaymentStatus.FAILED : PaymentStatus.CREATED;
        };
    }
}
