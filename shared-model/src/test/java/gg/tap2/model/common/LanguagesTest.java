package gg.tap2.model.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class LanguagesTest {
    private static final String HARD_SPACE = "\u00A0";

    @ParameterizedTest
    @CsvSource({"en, en", "en-GB, en", "de, de", "de-CH, de", "de-Latn-AT, de", "fr, en", "und, en", "tr, en"})
    void theNearestOfOurs(String asked, String ours) {
        assertThat(Languages.supported(Locale.forLanguageTag(asked)).getLanguage())
                .isEqualTo(ours);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "DE", "de-DE", "fr", "e", "en "})
    void onlyTheTagItselfIsAChoice(String tag) {
        assertThat(Languages.isSupported(tag)).isFalse();
    }

    @Test
    void eachHasItsTagAndItsCountry() {
        for (Locale l : Languages.ALL) {
            assertThat(Languages.isSupported(l.getLanguage())).isTrue();
            assertThat(Languages.supported(l)).isEqualTo(l);
            assertThat(Languages.withCountry(l).getLanguage()).isEqualTo(l.getLanguage());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "en, USD, 123456, '$1,234.56'",
        "de, USD, 123456, '1.234,56~$'",
        "en, EUR, 5, '€0.05'",
        "de, EUR, -5, '-0,05~€'",
        "en, JPY, 123456, '¥123,456'",
        "de, GBP, 0, '0,00~£'"
    })
    void amounts(String language, Currency currency, long minor, String shown) {
        assertThat(Languages.money(Locale.of(language), Money.of(minor, currency)))
                .isEqualTo(shown.replace("~", HARD_SPACE));
    }

    /// Every digit that the currency has, and no other.
    @Test
    void noAmountLosesADigit() {
        for (Currency currency : Currency.values()) {
            for (Locale locale : Languages.ALL) {
                String shown = Languages.money(locale, Money.of(1_234_567, currency));
                assertThat(shown.replaceAll("\\D", ""))
                        .as("%s %s", currency, locale)
                        .isEqualTo("1234567");
            }
        }
    }
}
