package gg.tap2.model.admin;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A money action and what became of it: `waiting` for a second admin, `done`, `declined` or `failed`.
public record MoneyAction(
        UUID id,
        String kind,
        UUID creatorId,
        @Nullable UUID paymentId,
        long amount,
        Currency currency,
        String reason,
        String status,
        UUID requestedBy,
        @Nullable String requestedByEmail,
        @Nullable UUID decidedBy,
        @Nullable String decidedByEmail,
        @Nullable String decision,
        @Nullable UUID journalId,
        Instant createdAt,
        @Nullable Instant decidedAt) {}
