package gg.tap2.model.payouts;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A withdrawal. `amount` left the balance; `fee` of it is ours; the bank receives `amount − fee`.
public record Payout(
        UUID id,
        long amount,
        long fee,
        Currency currency,
        PayoutStatus status,
        String type,
        @Nullable UUID bankAccountId,
        @Nullable String bankAccountLast4,
        @Nullable String provider,
        @Nullable String providerReference,
        List<PayoutReason> reasons,
        @Nullable String failureReason,
        @Nullable Instant heldUntil,
        Instant createdAt,
        @Nullable Instant completedAt,
        List<Attempt> attempts) {
    /// One try at the provider: `pending`, `sent`, `unknown`, `paid` or `failed`, since `updatedAt`. Its id is the
    /// reference that the provider was given, `reference` is the provider's own.
    public record Attempt(
            UUID id,
            String status,
            @Nullable String reference,
            @Nullable String error,
            Instant createdAt,
            Instant updatedAt) {}
}
