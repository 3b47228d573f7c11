package gg.tap2.model.catalog;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// Sells and pays out in another currency from now on.
public record ChangeCurrency(Currency currency) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().required("currency", currency);
    }
}
