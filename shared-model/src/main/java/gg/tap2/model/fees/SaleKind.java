package gg.tap2.model.fees;

import java.util.Locale;

/// What a payment was for.
public enum SaleKind {
    TIP,
    PRODUCT,
    SUBSCRIPTION;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
