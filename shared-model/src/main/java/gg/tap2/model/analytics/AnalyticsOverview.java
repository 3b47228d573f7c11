package gg.tap2.model.analytics;

import gg.tap2.model.common.Currency;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Totals of a range of UTC days, and of the range it is compared with (by default the equally long one before it).
/// `net` is what the creator earned after fees and refunds; `mrr` is the monthly worth of the memberships that pay now,
/// years counted as a twelfth.
public record AnalyticsOverview(
        LocalDate from,
        LocalDate to,
        Currency currency,
        Totals current,
        Totals previous,
        List<DailyPoint> days,
        LocalDate previousFrom,
        LocalDate previousTo,
        List<DailyPoint> previousDays,
        long net,
        long previousNet,
        long mrr,
        long members,
        Traffic traffic) {
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

    /// People who saw the creator's pages and how many paid. `conversionBps` is `paid` per `visitors`, in basis points,
    /// null without visitors.
    public record Traffic(
            long views, long visitors, long paid, @Nullable Integer conversionBps) {}
}
