package gg.tap2.server.fanweb;

import gg.tap2.model.billing.PaymentMethod;
import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.platform.http.ApiException;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Paying with the card that a fan has saved, by one press. Whatever comes twice meets the same open payment, which
/// Stripe confirms once.
final class OneClick {
    private static final int PAYMENT_REQUIRED = 402;

    private final BillingFeature billing;

    OneClick(BillingFeature billing) {
        this.billing = billing;
    }

    /// The card that is offered: the default one, or else the first. Empty for guests and without a card.
    List<PaymentMethod> card(@Nullable UUID fan) {
        if (fan == null) {
            return List.of();
        }
        return billing.paymentMethods().list(fan).stream()
                .sorted(Comparator.comparing(PaymentMethod::isDefault).reversed())
                .limit(1)
                .toList();
    }

    /// Confirms the payment with the card.
    ///
    /// @return where the fan goes: to what was bought, to the bank's question, or to the form for cards,
    /// which says that this one was declined
    String pay(UUID payment, UUID fan, UUID card) {
        try {
            PaymentStatus status = billing.payments().payWithSaved(payment, fan, card);
            return status == PaymentStatus.REQUIRES_ACTION ? "/pay/" + payment + "?bank=1" : "/thanks/" + payment;
        } catch (ApiException e) {
            if (e.status() != PAYMENT_REQUIRED) {
                throw e;
            }
            return "/pay/" + payment + "?declined=" + card;
        }
    }
}
