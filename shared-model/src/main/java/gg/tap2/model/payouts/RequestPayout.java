package gg.tap2.model.payouts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Asks for a withdrawal of `amount` minor units. `balanceVersion` is the one that was previewed; when
/// available money left since then the answer is 409 `balance_changed`, while new sales do not matter.
public record RequestPayout(
        @Nullable UUID id,
        long amount,
        @Nullable UUID bankAccountId,
        long balanceVersion,
        @Nullable String code) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().check(amount > 0, "amount", "more_than_zero");
    }
}
