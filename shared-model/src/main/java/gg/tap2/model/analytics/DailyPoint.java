package gg.tap2.model.analytics;

import java.time.LocalDate;

/// One UTC day, minor units: `revenue` is net of refunds, before fees.
public record DailyPoint(
        LocalDate date,
        long revenue,
        long tips,
        long tipCount,
        long subscriptions,
        long newSubscriptions,
        long purchases,
        long purchaseCount,
        long refunds,
        long views) {}
