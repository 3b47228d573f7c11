package gg.tap2.model.accounts;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A passkey of the signed-in user. `synced` ones are kept by the maker of the device and survive its loss.
public record Passkey(
        UUID id,
        String name,
        boolean synced,
        Instant createdAt,
        @Nullable Instant lastUsedAt) {}
