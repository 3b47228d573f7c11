package gg.tap2.model.admin;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One run of a job. `trigger` is `schedule` or an admin's id.
public record JobRun(
        UUID id,
        String name,
        String server,
        String trigger,
        Instant startedAt,
        @Nullable Instant finishedAt,
        boolean ok,
        @Nullable String error) {}
