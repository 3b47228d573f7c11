package gg.tap2.server.notices;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A mail that waits in the outbox.
public record OutboxMail(
        UUID id,
        String to,
        String subject,
        String text,
        String html,
        int attempts,
        @Nullable String unsubscribe,
        @Nullable String trace) {}
