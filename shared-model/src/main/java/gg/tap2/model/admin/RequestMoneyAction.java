package gg.tap2.model.admin;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A money action. `kind` is `adjustment` (signed `amount` on `creatorId`'s available balance) or `refund` (of
/// `paymentId`, everything that is left when `amount` is absent). `balanceVersion` is the one the preview showed; the
/// answer is 409 `balance_changed` when since then the payment was refunded or disputed, somebody else adjusted the
/// balance, or, for an adjustment that takes, money left. New sales do not matter.
public record RequestMoneyAction(
        @Nullable UUID id,
        String kind,
        @Nullable UUID creatorId,
        @Nullable UUID paymentId,
        @Nullable Long amount,
        String reason,
        @Nullable Long balanceVersion)
        implements Validated {
    public static final String ADJUSTMENT = "adjustment";
    public static final String REFUND = "refund";

    @Override
    public Violations validate() {
        var v = Violations.none()
                .text("reason", reason, 5, 500)
                .check(ADJUSTMENT.equals(kind) || REFUND.equals(kind), "kind", "invalid");
        if (ADJUSTMENT.equals(kind)) {
            v.required("creatorId", creatorId).check(amount != null && amount != 0, "amount", "required");
        }
        if (REFUND.equals(kind)) {
            v.required("paymentId", paymentId).check(amount == null || amount > 0, "amount", "invalid");
        }
        return v;
    }
}
