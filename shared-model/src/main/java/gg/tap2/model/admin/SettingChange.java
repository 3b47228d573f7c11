package gg.tap2.model.admin;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One change of a setting.
public record SettingChange(
        UUID id,
        String key,
        @Nullable String before,
        @Nullable String after,
        String reason,
        UUID changedBy,
        Instant at) {}
