package gg.tap2.model.admin;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// A recurring job.
public record Job(
        String name,
        String schedule,
        @Nullable Instant nextRun,
        boolean running,
        @Nullable String runningOn,
        @Nullable Instant lastSuccess,
        @Nullable Instant lastFailure,
        int consecutiveFailures) {}
