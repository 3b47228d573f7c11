package gg.tap2.model.billing;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Refunds a payment: `amount` in minor units, or everything that is left when absent.
public record CreateRefund(
        @Nullable UUID id,
        UUID paymentId,
        @Nullable Long amount,
        @Nullable String reason) implements Validated {
    @Override
    public Violations validate() {
        var v = Violations.none().required("paymentId", paymentId).text("reason", reason, 0, 500);
        return amount == null ? v : v.check(amount > 0, "amount", "more_than_zero");
    }
}
