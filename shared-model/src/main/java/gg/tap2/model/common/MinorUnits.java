package gg.tap2.model.common;

/// An amount that a rule names before it is known in which currency: whoever tells it adds that.
public record MinorUnits(long amount) {
    public Money in(Currency currency) {
        return Money.of(amount, currency);
    }
}
