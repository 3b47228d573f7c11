package gg.tap2.model.billing;

import gg.tap2.model.catalog.BillingInterval;
import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A membership as its fan sees it. A pending tier is one that costs less and begins with the
/// next period. `paymentDue` says that the last charge failed or waits for the bank's confirmation; without access the
/// membership is `paused` until it is paid.
public record FanSubscription(
        UUID id,
        UUID tierId,
        String tierName,
        UUID creatorId,
        String creatorSlug,
        String creatorName,
        SubscriptionStatus status,
        long price,
        Currency currency,
        BillingInterval interval,
        @Nullable Instant currentPeriodStart,
        @Nullable Instant currentPeriodEnd,
        boolean cancelAtPeriodEnd,
        @Nullable Instant trialEnd,
        @Nullable UUID pendingTierId,
        @Nullable String pendingTierName,
        Instant createdAt,
        boolean paymentDue) {}
