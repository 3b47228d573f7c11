package gg.tap2.server.ledger;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A journal to be posted. `eventType` and `eventId` are its business key; lines with amount zero are dropped.
/// `lifetimeDelta` changes the creator's lifetime earnings.
public record Journal(
        UUID creatorId,
        Currency currency,
        String eventType,
        String eventId,
        Instant occurredAt,
        String actor,
        @Nullable String reason,
        List<Line> lines,
        long lifetimeDelta,
        @Nullable Metric metric) {
    public Journal {
        // PostgreSQL keeps microseconds; the hash must be computable from what is stored.
        occurredAt = occurredAt.truncatedTo(java.time.temporal.ChronoUnit.MICROS);
        lines = lines.stream().filter(l -> l.amountMinor() != 0).toList();
        long sum = 0;
        for (Line l : lines) {
            sum = Math.addExact(sum, l.amountMinor());
        }
        if (sum != 0) {
            throw new IllegalArgumentException(eventType + " " + eventId + " does not sum to zero: " + sum);
        }
    }
}
