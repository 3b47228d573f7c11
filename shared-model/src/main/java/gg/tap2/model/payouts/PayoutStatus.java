package gg.tap2.model.payouts;

import java.util.Locale;

/// API status values: the seed's, plus held, returned and cancelled.
public enum PayoutStatus {
    PENDING,
    HELD,
    PROCESSING,
    COMPLETED,
    FAILED,
    RETURNED,
    CANCELLED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
