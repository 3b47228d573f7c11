package gg.tap2.model.admin;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something suspicious, such as an early fraud warning.
public record RiskEvent(
        UUID id,
        String kind,
        @Nullable UUID paymentId,
        @Nullable UUID userId,
        Map<String, Object> details,
        Instant createdAt) {}
