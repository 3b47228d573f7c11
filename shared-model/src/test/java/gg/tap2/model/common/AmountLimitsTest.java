package gg.tap2.model.common;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveTier;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// What each currency allows.
final class AmountLimitsTest {
    private static SaveProduct product(long price) {
        return new SaveProduct(
                null, ProductType.DOWNLOAD, "A", null, price, false, null, null, null, null, null, null, null, null);
    }

    private static SaveTier tier(long price, Long year) {
        return new SaveTier(null, "A", null, price, year, 0, null, null, 0, true);
    }

    @ParameterizedTest
    @EnumSource
    void theSmallestAmountIsTakenAndOneLessIsNot(Currency currency) {
        var limits = AmountLimits.of(currency);
        long smallest = limits.smallestPrice();
        assertThat(product(smallest).validate(currency).isEmpty()).isTrue();
        assertThat(product(0).validate(currency).isEmpty()).isTrue();
        assertThat(product(AmountLimits.LARGEST).validate(currency).isEmpty()).isTrue();
        assertThat(product(AmountLimits.LARGEST + 1).validate(currency).byField())
                .containsKey("price");
        var refused = product(smallest - 1).validate(currency).byField().getOrDefault("price", List.of());
        assertThat(refused.getFirst().args())
                .containsExactly(Money.of(smallest, currency), Money.of(AmountLimits.LARGEST, currency));

        assertThat(tier(limits.smallestTip(), limits.smallestTip())
                        .validate(currency)
                        .isEmpty())
                .isTrue();
        assertThat(tier(limits.smallestTip() - 1, limits.smallestTip() - 1)
                        .validate(currency)
                        .byField())
                .containsOnlyKeys("price", "yearlyPrice");
    }

    @ParameterizedTest
    @EnumSource
    void whatIsSuggestedCanBeCharged(Currency currency) {
        var limits = AmountLimits.of(currency);
        assertThat(limits.smallestTip()).isGreaterThanOrEqualTo(limits.smallestPrice());
        assertThat(limits.largestTip()).isBetween(limits.smallestTip(), AmountLimits.LARGEST);
        assertThat(limits.tipPresets()).isSorted().allMatch(t -> t >= limits.smallestTip() && t <= limits.largestTip());
        assertThat(limits.smallestPayout()).isGreaterThan(limits.smallestPrice());
        assertThat(limits.likeDollars(1_000)).isEqualTo(limits.smallestPayout());
    }

    @Test
    void countriesHaveTheirCurrency() {
        Map.of("DE", Currency.EUR, "at", Currency.EUR, "JP", Currency.JPY, "LI", Currency.CHF, "GL", Currency.DKK)
                .forEach((country, currency) ->
                        assertThat(Currency.ofCountry(country)).as(country).contains(currency));
        for (String none : List.of("IN", "AQ", "ZZ", "", "Germany", "1")) {
            assertThat(Currency.ofCountry(none)).as(none).isEmpty();
        }
        assertThat(Currency.ofCountry(null)).isEmpty();
    }
}
