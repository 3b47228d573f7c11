package gg.tap2.server.events;

import gg.tap2.model.common.Money;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What became of a payout, and what somebody changed about payouts.
public sealed interface PayoutEvent extends Event {
    @Override
    UUID creatorId();

    /// Published by `payouts.Payouts`; `ref` is the payout.
    @StoredAs("payout_requested")
    record Requested(String ref, UUID creatorId, UUID payoutId, Money amount) implements PayoutEvent {}

    /// Somebody looks at it first. Published by `payouts.Payouts`; `ref` is the payout.
    @StoredAs("payout_held")
    record Held(String ref, UUID creatorId, UUID payoutId, Money amount) implements PayoutEvent {}

    /// Published by `payouts.PayoutSending`; `ref` is the payout.
    @StoredAs("payout_paid")
    record Paid(String ref, UUID creatorId, UUID payoutId, Money amount) implements PayoutEvent {}

    /// Published by `payouts.PayoutSending`; `ref` is the payout.
    ///
    /// @param reason the provider's code
    @StoredAs("payout_failed")
    record Failed(
            String ref,
            UUID creatorId,
            UUID payoutId,
            Money amount,
            @Nullable String reason) implements PayoutEvent {}

    /// Published by `payouts.PayoutSending`; `ref` is the payout.
    ///
    /// @param reason as the admin wrote it
    @StoredAs("payout_rejected")
    record Rejected(
            String ref,
            UUID creatorId,
            UUID payoutId,
            Money amount,
            @Nullable String reason) implements PayoutEvent {}

    /// Published by `payouts.PayoutSending`; `ref` is the payout.
    ///
    /// @param reason the provider's code
    @StoredAs("payout_cancelled")
    record Cancelled(
            String ref,
            UUID creatorId,
            UUID payoutId,
            Money amount,
            @Nullable String reason) implements PayoutEvent {}

    /// It was paid and came back. Published by `payouts.PayoutSending`; `ref` is the payout.
    ///
    /// @param reason the provider's code
    @StoredAs("payout_returned")
    record Returned(
            String ref,
            UUID creatorId,
            UUID payoutId,
            Money amount,
            @Nullable String reason) implements PayoutEvent {}

    /// Money waits until its owner sets up a second factor. Published by `payouts.PayoutSending`; `ref` is the creator
    /// and the month.
    @StoredAs("payout_needs_second_factor")
    record SecondFactorNeeded(String ref, UUID creatorId) implements PayoutEvent {}

    /// Published by `payouts.Payouts`; `ref` is the creator and the moment.
    @StoredAs("payout_automatic_on")
    record AutomaticOn(String ref, UUID creatorId) implements PayoutEvent {}

    /// Published by `payouts.Payouts`; `ref` is the creator and the moment.
    @StoredAs("payout_automatic_off")
    record AutomaticOff(String ref, UUID creatorId) implements PayoutEvent {}
}
