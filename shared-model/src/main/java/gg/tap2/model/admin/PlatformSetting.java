package gg.tap2.model.admin;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A setting that admins may change while the server runs. `value` null means the configured `fallback`.
public record PlatformSetting(
        String key,
        String description,
        @Nullable String value,
        String fallback,
        @Nullable Instant changedAt,
        @Nullable UUID changedBy) {}
