package gg.tap2.model.analytics;

import gg.tap2.model.common.Currency;
import java.time.LocalDate;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What each product earned in the range, best first. `conversionBps` is buyers per visitor of its page, null without
/// visitors.
public record ProductReport(LocalDate from, LocalDate to, Currency currency, List<Line> products) {
    public record Line(
            UUID productId,
            String title,
            long sales,
            long revenue,
            long refunds,
            long views,
            long visitors,
            @Nullable Integer conversionBps) {}
}
