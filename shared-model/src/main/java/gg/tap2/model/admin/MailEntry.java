package gg.tap2.model.admin;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A mail. Its text is not kept once it was sent.
public record MailEntry(
        UUID id,
        String to,
        String subject,
        Instant createdAt,
        @Nullable Instant sentAt,
        int attempts,
        @Nullable Instant nextAttemptAt,
        @Nullable String lastError) {}
