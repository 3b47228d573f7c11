package gg.tap2.model.admin;

import gg.tap2.model.common.Currency;
import java.util.UUID;

/// Exactly what would be posted, and what the balance would be. `secondAdmin` tells that another admin must agree.
public record MoneyPreview(
        UUID creatorId,
        String creatorName,
        Currency currency,
        long amount,
        long availableBefore,
        long availableAfter,
        long pendingBefore,
        long pendingAfter,
        long balanceVersion,
        boolean secondAdmin,
        LedgerJournal journal) {}
