package gg.tap2.model.catalog;

import java.util.Locale;

public enum BillingInterval {
    MONTH,
    YEAR;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
