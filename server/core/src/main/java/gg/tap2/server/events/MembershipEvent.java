package gg.tap2.server.events;

import gg.tap2.model.common.Money;
import java.time.Instant;
import java.util.UUID;

/// What became of a membership. Published by `billing`; `tier` is the tier's name when it happened.
public sealed interface MembershipEvent extends Event {
    @Override
    UUID creatorId();

    @Override
    UUID fanId();

    UUID subscriptionId();

    String tier();

    /// Published by `billing.SubscriptionEvents`; `ref` is the membership.
    @StoredAs("subscription_started")
    record Started(String ref, UUID creatorId, UUID fanId, UUID subscriptionId, String tier)
            implements MembershipEvent {}

    /// Published by `billing.SubscriptionEvents`; `ref` is the membership.
    @StoredAs("subscription_ended")
    record Ended(String ref, UUID creatorId, UUID fanId, UUID subscriptionId, String tier) implements MembershipEvent {}

    /// The fan cancelled; it runs until the end of the paid period. Published by `billing.Subscriptions`; `ref` is the
    /// membership and the end of its period.
    @StoredAs("subscription_cancelled")
    record Cancelled(String ref, UUID creatorId, UUID fanId, UUID subscriptionId, String tier)
            implements MembershipEvent {}

    /// A renewal was declined. Published by `billing.SubscriptionEvents`; `ref` is the invoice and the attempt.
    @StoredAs("subscription_payment_failed")
    record PaymentDeclined(String ref, UUID creatorId, UUID fanId, UUID subscriptionId, String tier)
            implements MembershipEvent {}

    /// The bank wants the fan to confirm a renewal. Published by `billing.SubscriptionEvents`; `ref` is the invoice and
    /// the attempt.
    @StoredAs("subscription_confirmation_needed")
    record ConfirmationNeeded(String ref, UUID creatorId, UUID fanId, UUID subscriptionId, String tier)
            implements MembershipEvent {}

    /// Nothing is charged while the page is closed. Published by `billing.SuspendedCreators`; `ref` is the membership
    /// and the second.
    @StoredAs("membership_paused")
    record Paused(String ref, UUID creatorId, UUID fanId, UUID subscriptionId, String tier)
            implements MembershipEvent {}

    /// The page is open again. Published by `billing.SuspendedCreators`; `ref` is the membership and the second.
    @StoredAs("membership_resumed")
    record Resumed(String ref, UUID creatorId, UUID fanId, UUID subscriptionId, String tier)
            implements MembershipEvent {}

    /// Published by `billing.SubscriptionEvents`; `ref` is the membership and the end of the trial.
    @StoredAs("trial_will_end")
    record TrialEnding(String ref, UUID creatorId, UUID fanId, UUID subscriptionId, String tier)
            implements MembershipEvent {}

    /// A year ends soon and will be charged again. Published by `billing.RenewalNotices`; `ref` is the membership, the
    /// end of its period and the days before it.
    ///
    /// @param at when it renews
    /// @param amount what will be charged
    @StoredAs("membership_renews")
    record Renewing(String ref, UUID creatorId, UUID fanId, UUID subscriptionId, String tier, Instant at, Money amount)
            implements MembershipEvent {}

    /// A trial was taken back, because its card had begun one with that creator for somebody else. Nothing was charged.
    /// Published by `billing.SubscriptionEvents`; `ref` is the membership.
    @StoredAs("trial_refused")
    record TrialRefused(String ref, UUID creatorId, UUID fanId, UUID subscriptionId, String tier)
            implements MembershipEvent {}
}
