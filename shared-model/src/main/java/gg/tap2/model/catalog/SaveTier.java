package gg.tap2.model.catalog;

import gg.tap2.model.common.AmountLimits;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Priced;
import gg.tap2.model.common.Violations;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Creates or replaces a tier. Prices are minor units of the creator's currency, from its smallest
/// tip ([AmountLimits]) to 10,000,000; trial 0–90 days.
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
        implements Priced {
    private static final long LARGEST_MONTH = 10_000_000;

    @Override
    public Violations validate(Currency currency) {
        long smallest = AmountLimits.of(currency).smallestTip();
        var v = validate().amount("price", price, smallest, LARGEST_MONTH);
        if (yearlyPrice != null) {
            v.amount("yearlyPrice", yearlyPrice, smallest, AmountLimits.LARGEST);
        }
        return v.in(currency);
    }

    @Override
    public Violations validate() {
        var v = Violations.none()
                .line("name", name, 1, 255)
                .text("description", description, 0, 5000)
                .range("trialDays", (long) trialDays, 0, 90)
                .range("sortOrder", (long) sortOrder, 0, 1000);
        if (benefits != null) {
            v.check(benefits.size() <= 20, "benefits", "too_many", 20);
            benefits.forEach(b -> v.text("benefits", b, 1, 255));
        }
        return v;
    }
}
