package gg.tap2.model.analytics;

import gg.tap2.model.common.Currency;
import java.time.LocalDate;
import java.util.List;

/// Totals of a range of UTC days, and of the range of equal length before it.
public record AnalyticsOverview(
        LocalDate from, LocalDate to, Currency currency, Totals current, Totals previous, List<DailyPoint> days) {
    public record Totals(
            long revenue,
            long tips,
            long tipCount,
            long subscriptions,
            long newSubscriptions,
            long purchases,
            long purchaseCount,
            long refunds,
            long views) {}
}
