package gg.tap2.model.catalog;

import gg.tap2.model.common.Currency;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a creator sells in, and what a change to another currency would do. `obstacle` is the code of the reason why it
/// cannot be changed (`currency_fixed`, `currency_of_bank`).
public record CurrencyPreview(
        Currency currency, Currency to, @Nullable String obstacle, List<Price> prices) {
    /// A price before, in minor units of the present currency, and after, in those of the other one. `kind` is
    /// `product`,
    /// `tier`, `tier_year`, `tip` or `goal`.
    public record Price(String kind, @Nullable UUID id, String title, long before, long after) {}
}
