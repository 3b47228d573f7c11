package gg.tap2.model.admin;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A journal with its postings. `seq` and `hash` place it in its creator's chain; a preview has neither.
public record LedgerJournal(
        @Nullable UUID id,
        UUID creatorId,
        @Nullable Long seq,
        String eventType,
        String eventId,
        Instant occurredAt,
        @Nullable Instant postedAt,
        String actor,
        @Nullable String reason,
        @Nullable String hash,
        List<Posting> postings) {
    /// `amount` is signed: debit positive.
    public record Posting(
            int line,
            String role,
            String account,
            long amount,
            Currency currency,
            @Nullable Instant availableAt,
            @Nullable UUID paymentId,
            @Nullable UUID refundId,
            @Nullable UUID disputeId,
            @Nullable UUID payoutId) {}
}
