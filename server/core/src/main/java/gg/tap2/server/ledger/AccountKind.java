package gg.tap2.server.ledger;

import java.util.Locale;

/// The chart of accounts. Amounts on them are signed: debit positive, credit negative.
public enum AccountKind {
    STRIPE_CLEARING(false),
    PAYOUT_CLEARING(false),
    PROCESSOR_FEES(false),
    PLATFORM_REVENUE(false),
    CHARGEBACK_LOSS(false),
    SUSPENSE(false),
    PENDING(true),
    AVAILABLE(true),
    DISPUTE_RESERVE(true),
    REFUND_RESERVE(true),
    PAYOUT_IN_TRANSIT(true);

    private final boolean perCreator;

    AccountKind(boolean perCreator) {
        this.perCreator = perCreator;
    }

    /// Whether each creator has one of their own.
    public boolean perCreator() {
        return perCreator;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
