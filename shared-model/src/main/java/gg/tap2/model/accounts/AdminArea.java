package gg.tap2.model.accounts;

import java.util.Locale;

/// A part of the platform's administration. Each admin route belongs to one, and an [AdminScope] opens some of them.
public enum AdminArea {
    /// The figures of the platform, and what waits for a second admin.
    OVERVIEW,
    /// Accounts, their sessions, and looking through a user's eyes.
    PEOPLE,
    /// Reports, takedowns and appeals.
    CONTENT,
    /// Payments, refunds, disputes, adjustments, payouts, the ledger and its reconciliation.
    MONEY,
    /// The audit trail.
    AUDIT,
    /// Webhooks, jobs, mail and limits.
    OPERATIONS,
    /// Settings, fees and who is an admin.
    SETTINGS;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
