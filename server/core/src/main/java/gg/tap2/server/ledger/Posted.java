package gg.tap2.server.ledger;

import java.util.UUID;

/// A journal as posted: its place in the creator's chain. `fresh` is false when the event had been posted before.
public record Posted(String eventType, String eventId, UUID journalId, long seq, boolean fresh) {}
