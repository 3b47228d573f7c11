package gg.tap2.model.analytics;

import gg.tap2.model.common.Currency;
import java.time.LocalDate;
import java.util.List;

/// Revenue by day, week or month. `revenue` is net of refunds and before fees; `net` is after fees.
public record RevenueReport(
        LocalDate from,
        LocalDate to,
        Currency currency,
        Interval interval,
        Sums current,
        Sums previous,
        List<Bucket> buckets) {
    public enum Interval {
        DAY,
        WEEK,
        MONTH
    }

    public record Sums(long revenue, long net, long tips, long subscriptions, long purchases, long refunds) {}

    /// `start` is the bucket's first UTC day; weeks start on Monday.
    public record Bucket(LocalDate start, Sums sums) {}
}
