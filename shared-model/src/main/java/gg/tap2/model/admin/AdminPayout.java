package gg.tap2.model.admin;

import gg.tap2.model.payouts.Payout;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A payout with whose it is and what speaks for and against it. `reviewDueAt` is when a held one is released by
/// itself.
public record AdminPayout(
        Payout payout,
        String innerStatus,
        UUID creatorId,
        String creatorName,
        String slug,
        @Nullable Instant reviewDueAt,
        long available,
        long balanceVersion,
        long earlierPayouts,
        @Nullable Instant bankAccountSince,
        long openDisputes) {}
