package gg.tap2.model.catalog;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Creates or replaces a tier. Prices are minor units, 100 to 10,000,000; trial 0–90 days.
public record SaveTier(
        @Nullable UUID id,
        String name,
        @Nullable String description,
        long price,
        @Nullable Long yearlyPrice,
        int trialDays,
        @Nullable UUID imageUploadId,
        @Nullable List<String> benefits,
        int sortOrder,
        boolean published)
        implements Validated {
    @Override
    public Violations validate() {
        var v = Violations.none()
                .line("name", name, 1, 255)
                .text("description", description, 0, 5000)
                .amount("price", price, 100, 10_000_000)
                .range("trialDays", (long) trialDays, 0, 90)
                .range("sortOrder", (long) sortOrder, 0, 1000);
        if (yearlyPrice != null) {
            v.amount("yearlyPrice", yearlyPrice, 100, 100_000_000);
        }
        if (benefits != null) {
            v.check(benefits.size() <= 20, "benefits", "too_many", 20);
            benefits.forEach(b -> v.text("benefits", b, 1, 255));
        }
        return v;
    }
}
