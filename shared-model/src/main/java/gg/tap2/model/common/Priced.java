package gg.tap2.model.common;

/// A request with amounts, which can only be judged in the currency of the creator whose they are. [#validate()] says
/// everything else about it.
public interface Priced extends Validated {
    /// Everything that is wrong in that currency, with the amounts in it.
    Violations validate(Currency currency);
}
