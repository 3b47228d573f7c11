package gg.tap2.server.ledger;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.UUID;

/// The projection of one creator, signed as what the creator is owed. Mature lots are already counted as available.
public record BalanceRow(
        UUID creatorId,
        Currency currency,
        long available,
        long pending,
        long reserved,
        long refunding,
        long inTransit,
        long lifetime,
        long version,
        Instant updatedAt) {}
