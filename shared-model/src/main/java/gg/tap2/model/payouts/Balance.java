package gg.tap2.model.payouts;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What a creator is owed. `available` can be withdrawn now and may be negative; `pending` is inside its
/// seven-day hold; `reserved` belongs to open disputes; `inTransit` is on its way to the bank; `lifetime` is all
/// net earnings. `version` is what a withdrawal must name. Releases are by UTC day.
public record Balance(
        Currency currency,
        long available,
        long pending,
        long reserved,
        long inTransit,
        long lifetime,
        @Nullable Release nextRelease,
        List<Release> releases,
        long version,
        Instant asOf) {
    public record Release(LocalDate date, Instant firstAt, long amount) {}
}
