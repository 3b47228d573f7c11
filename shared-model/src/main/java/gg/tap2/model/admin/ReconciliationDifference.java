package gg.tap2.model.admin;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Where our sum of a day differs from the provider's.
public record ReconciliationDifference(
        UUID id,
        String provider,
        LocalDate date,
        Currency currency,
        String what,
        long ours,
        long theirs,
        Instant foundAt,
        @Nullable Instant resolvedAt) {}
