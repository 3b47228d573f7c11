package gg.tap2.model.payouts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Automatic payouts: every day at midnight UTC, or on one weekday (1 Monday – 7 Sunday), from `threshold` minor
/// units on.
public record PayoutSettings(
        boolean autoPayoutEnabled,
        Schedule schedule,
        @Nullable Integer weekday,
        long threshold) implements Validated {
    public enum Schedule {
        DAILY,
        WEEKLY;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Violations validate() {
        var v = Violations.none().required("schedule", schedule).amount("threshold", threshold, 0, 100_000_000);
        if (schedule == Schedule.WEEKLY) {
            v.required("weekday", weekday);
        }
        return v.range("weekday", weekday == null ? null : weekday.longValue(), 1, 7);
    }
}
