package gg.tap2.studio.testing;

import gg.tap2.model.common.Currency;
import gg.tap2.model.statements.Balances;
import gg.tap2.model.statements.StatementMonth;
import gg.tap2.model.statements.StatementTotals;
import java.util.List;

/// Two months that follow each other.
final class StatementSamples {
    static final List<StatementMonth> MONTHS = List.of(
            month(
                    "2026-11",
                    false,
                    51,
                    96,
                    240,
                    61_240,
                    new StatementTotals(184_300, -9_215, -7_480, -2_500, 0, -120_000, 0, 0)),
            month(
                    "2026-10",
                    true,
                    1,
                    50,
                    212,
                    0,
                    new StatementTotals(154_900, -7_745, -6_110, -4_900, -2_405, -72_500, 0, 0)));

    private StatementSamples() {}

    private static StatementMonth month(
            String month, boolean closed, long first, long last, long postings, long opening, StatementTotals totals) {
        long closing = opening + totals.change();
        return new StatementMonth(
                month,
                Currency.EUR,
                closed,
                first,
                last,
                postings,
                new Balances(opening, 0, 0, 0, 0),
                new Balances(closing, 0, 0, 0, 0),
                opening,
                closing,
                totals);
    }
}
