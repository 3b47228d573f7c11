package gg.tap2.server.ledger;

import java.time.LocalDate;

/// What a journal adds to its creator's UTC day; minor units.
public record Metric(
        LocalDate date,
        long revenue,
        long tips,
        long tipCount,
        long subscriptions,
        long newSubscriptions,
        long purchases,
        long purchaseCount,
        long refunds,
        long net) {}
