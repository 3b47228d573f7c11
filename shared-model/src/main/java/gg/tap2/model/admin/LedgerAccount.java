package gg.tap2.model.admin;

import gg.tap2.model.common.Currency;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An account of the ledger. `balance` is signed: debit positive.
public record LedgerAccount(
        UUID id,
        String kind,
        @Nullable UUID creatorId,
        @Nullable String creatorName,
        Currency currency,
        long balance) {}
