package gg.tap2.model.admin;

import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One night's automatic payouts.
public record AutoPayoutRun(
        UUID id,
        LocalDate date,
        Instant startedAt,
        @Nullable Instant finishedAt,
        long paid,
        long skipped,
        List<ReasonCount> reasons) {
    public record ReasonCount(String code, long count) {}
}
