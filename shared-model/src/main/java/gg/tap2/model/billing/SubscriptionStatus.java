package gg.tap2.model.billing;

import java.util.Locale;

public enum SubscriptionStatus {
    INCOMPLETE,
    TRIALING,
    ACTIVE,
    PAST_DUE,
    PAUSED,
    CANCELLED;

    /// Whether the tier's content is open.
    public boolean grantsAccess() {
        return this == ACTIVE || this == TRIALING || this == PAST_DUE;
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
