package gg.tap2.server.payouts;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `payouts`; `status` is the inner state machine's.
record PayoutRow(
        UUID id,
        UUID creatorId,
        UUID bankAccountId,
        long amount,
        long fee,
        Currency currency,
        String status,
        String type,
        @Nullable String transferId,
        @Nullable Instant heldUntil) {}
