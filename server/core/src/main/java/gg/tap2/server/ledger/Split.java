package gg.tap2.server.ledger;

/// How a debit of one sale is taken: first from what of it is pending, the rest from available.
public record Split(long fromPending, long fromAvailable) {}
