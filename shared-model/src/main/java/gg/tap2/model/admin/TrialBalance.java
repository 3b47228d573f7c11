package gg.tap2.model.admin;

import gg.tap2.model.common.Currency;
import java.time.LocalDate;
import java.util.List;

/// Sums per kind of account and currency, of everything posted up to the end of a UTC day. Each currency sums to zero.
public record TrialBalance(LocalDate day, List<Line> lines) {
    public record Line(String account, Currency currency, long amount, long movedThatDay) {}
}
