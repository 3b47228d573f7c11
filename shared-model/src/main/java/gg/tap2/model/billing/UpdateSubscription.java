package gg.tap2.model.billing;

import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Changes a membership. `CHANGE` upgrades at once with proration and downgrades at renewal; the tier that is paid for
/// takes a planned change back. `PAY` pays an overdue invoice now, with the default card.
/// `expectedAmount` is the charge the fan was shown, in minor units: another amount is refused with 409.
/// `shownAt` is that preview's `effectiveAt`: what is charged is reckoned to that second, for an hour.
public record UpdateSubscription(
        Action action,
        @Nullable UUID tierId,
        @Nullable BillingInterval interval,
        @Nullable Long expectedAmount,
        @Nullable Instant shownAt)
        implements Validated {
    /// A change without the moment of a preview.
    public UpdateSubscription(
            Action action, @Nullable UUID tierId, @Nullable BillingInterval interval, @Nullable Long expectedAmount) {
        this(action, tierId, interval, expectedAmount, null);
    }

    public enum Action {
        CANCEL,
        RESUME,
        CHANGE,
        PAY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Violations validate() {
        return Violations.none()
                .required("action", action)
                .check(action != Action.CHANGE || tierId != null, "tierId", "required");
    }
}
