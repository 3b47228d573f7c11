package gg.tap2.model.analytics;

import gg.tap2.model.common.Currency;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Members now, and how they came and went in the range. Churn is members who left in the range per member at its
/// start, in basis points; null when there was none.
public record SubscriberReport(
        LocalDate from,
        LocalDate to,
        Currency currency,
        long active,
        long trialing,
        long pastDue,
        long mrr,
        long mrrAtStart,
        long atStart,
        long started,
        long ended,
        @Nullable Integer churnBps,
        @Nullable Integer previousChurnBps,
        List<Day> days,
        List<TierShare> tiers,
        List<Cohort> cohorts) {
    /// `active` is the number of members at the end of the day.
    public record Day(LocalDate date, long started, long ended, long active) {}

    public record TierShare(UUID tierId, String name, long active, long mrr) {}

    /// Members who joined in a month and how many of them were still members that many months later, starting with 0.
    public record Cohort(LocalDate month, long joined, List<Long> retained) {}
}
