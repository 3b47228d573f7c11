package gg.tap2.model.admin;

import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One entry of the audit trail.
public record AdminAuditEvent(
        UUID id,
        Instant at,
        @Nullable UUID actorId,
        @Nullable String actorEmail,
        @Nullable UUID subjectId,
        @Nullable String subjectEmail,
        String action,
        @Nullable String reason,
        @Nullable String ipAddress,
        Map<String, Object> details) {}
