package gg.tap2.model.billing;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Buys a product. `amount` only for pay-what-you-want, within what the product allows; guests give an e-mail.
public record CreatePurchase(
        @Nullable UUID id,
        UUID productId,
        @Nullable Long amount,
        @Nullable String currency,
        @Nullable String discountCode,
        @Nullable String guestEmail,
        @Nullable UUID paymentMethodId,
        boolean savePaymentMethod)
        implements Validated {
    @Override
    public Violations validate() {
        var v = Violations.none().required("productId", productId).text("discountCode", discountCode, 0, 40);
        return guestEmail == null ? v : v.email("guestEmail", guestEmail);
    }
}
