package gg.tap2.model.common;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.text.NumberFormat;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

final class TypedNumberTest {
    /// Whatever language a system has: what it writes for editing is read as the same amount.
    @Test
    void whatEveryLanguageWritesIsRead() {
        var random = new Random(7);
        for (Locale locale : Locale.getAvailableLocales()) {
            for (Currency currency : List.of(Currency.USD, Currency.JPY)) {
                long minor = random.nextLong(10_000_000);
                NumberFormat format = NumberFormat.getNumberInstance(locale);
                format.setGroupingUsed(false);
                format.setMinimumFractionDigits(currency.minorDigits());
                format.setMaximumFractionDigits(currency.minorDigits());
                String written = format.format(BigDecimal.valueOf(minor, currency.minorDigits()));
                assertThat(TypedNumber.amount(written, currency))
                        .as(locale + " " + written)
                        .contains(minor);
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "12|1200",
                "12.5|1250",
                "12,50|1250",
                " 12 |1200",
                "$12|1200",
                "12 USD|1200",
                "12.|1200",
                "1\u00a0200|120000",
                "1\u202f200,50|120050",
                "١٢٣٤٫٥٠|123450",
                "१२.५|1250",
                "US$ 12|1200"
            })
    void peoplesWaysOfWriting(String typed, long minor) {
        assertThat(TypedNumber.amount(typed, Currency.USD)).contains(minor);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                ".",
                ",5",
                "-1",
                "+1",
                "1e2",
                "1.234,56",
                "1,234.56",
                "12.345",
                "1'200",
                "0x10",
                "½",
                "Ⅻ",
                "twelve",
                "9999999999999",
                "12.1.1",
                "€5x"
            })
    void whatIsNoAmountIsNone(String typed) {
        assertThat(TypedNumber.amount(typed, Currency.USD)).as(typed).isEmpty();
    }

    @Test
    void aCurrencyWithoutDecimalsTakesNone() {
        assertThat(TypedNumber.amount("1200", Currency.JPY)).contains(1200L);
        assertThat(TypedNumber.amount("12.5", Currency.JPY)).isEmpty();
        assertThat(TypedNumber.amount("¥1200", Currency.JPY)).contains(1200L);
        assertThat(TypedNumber.amount("1000円", Currency.JPY)).contains(1000L);
        assertThat(TypedNumber.amount("100,000", Currency.JPY)).isEmpty();
        assertThat(TypedNumber.amount("100.00", Currency.JPY)).isEmpty();
    }

    @Test
    void eachCurrencyKnowsItsOwnSignsOnly() {
        assertThat(TypedNumber.amount("50 kr", Currency.SEK)).contains(5000L);
        assertThat(TypedNumber.amount("kr 50,50", Currency.NOK)).contains(5050L);
        assertThat(TypedNumber.amount("50,-", Currency.DKK)).contains(5000L);
        assertThat(TypedNumber.amount("20 zł", Currency.PLN)).contains(2000L);
        assertThat(TypedNumber.amount("Fr. 5", Currency.CHF)).contains(500L);
        assertThat(TypedNumber.amount("£5", Currency.USD)).isEmpty();
        assertThat(TypedNumber.amount("$5", Currency.EUR)).isEmpty();
        assertThat(TypedNumber.amount("5 €", Currency.EUR)).contains(500L);
    }
}
