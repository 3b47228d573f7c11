package gg.tap2.model.statements;

import gg.tap2.model.common.Currency;

/// A month (`2026-11`, UTC) of a creator's ledger: its journals are `firstSeq` to `lastSeq`. While it is not `closed`,
/// more may follow. `openingTotal` + `totals` = `closingTotal`.
public record StatementMonth(
        String month,
        Currency currency,
        boolean closed,
        long firstSeq,
        long lastSeq,
        long postings,
        Balances opening,
        Balances closing,
        long openingTotal,
        long closingTotal,
        StatementTotals totals) {}
