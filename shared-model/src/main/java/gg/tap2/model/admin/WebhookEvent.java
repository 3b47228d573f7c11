package gg.tap2.model.admin;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A stored event of a provider. `payload` is its JSON, only in the single view.
public record WebhookEvent(
        UUID id,
        String provider,
        String eventId,
        String type,
        @Nullable String objectId,
        String status,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable String lastError,
        Instant receivedAt,
        @Nullable Instant handledAt,
        @Nullable String payload) {}
