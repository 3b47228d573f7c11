package gg.tap2.model.billing;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.UUID;

/// A member as the creator sees them. `lifetimePaid` is gross, minor units.
public record Subscriber(
        UUID subscriptionId,
        UUID fanId,
        String fanName,
        String email,
        UUID tierId,
        String tierName,
        SubscriptionStatus status,
        long price,
        Currency currency,
        long lifetimePaid,
        boolean cancelAtPeriodEnd,
        Instant since,
        Instant currentPeriodEnd) {}
