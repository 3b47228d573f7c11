package gg.tap2.model.billing;

import java.util.Locale;

/// State of a payment; `REFUNDED` and `DISPUTED` are told by amounts, not by status.
public enum PaymentStatus {
    CREATED,
    REQUIRES_ACTION,
    PROCESSING,
    SUCCEEDED,
    FAILED,
    CANCELED,
    UNKNOWN;

    public boolean isFinal() {
        return this == SUCCEEDED || this == CANCELED;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
