package gg.tap2.model.payouts;

import java.util.Locale;

/// API status values: the seed's, plus held, returned, rejected (the platform refused it after a review) and
/// cancelled (stopped before it was sent, without blame).
public enum PayoutStatus {
    PENDING,
    HELD,
    PROCESSING,
    COMPLETED,
    FAILED,
    RETURNED,
    REJECTED,
    CANCELLED;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
