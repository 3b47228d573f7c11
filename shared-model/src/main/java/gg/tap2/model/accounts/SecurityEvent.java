package gg.tap2.model.accounts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that happened to the account. `action` is a stable word; `text` says it in the reader's language.
public record SecurityEvent(
        UUID id,
        Instant at,
        String action,
        String text,
        @Nullable String ipAddress) {}
