package gg.tap2.model.billing;

import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Starts a membership.
public record CreateSubscription(
        @Nullable UUID id, UUID tierId, @Nullable BillingInterval interval) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().required("tierId", tierId);
    }
}
