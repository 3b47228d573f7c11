package gg.tap2.server.accounts;

/// What came of the link that confirms an address.
public sealed interface ConfirmOutcome {
    /// The address is the account's. `proven` says that account and mailbox are one person's.
    record Confirmed(User user, boolean proven) implements ConfirmOutcome {}

    /// The link has run out, was used, or belongs to a state that is gone.
    record LinkOver() implements ConfirmOutcome {}
}
