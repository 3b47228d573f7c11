package gg.tap2.model.common;

import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// A currency the platform accepts. `minorDigits` follows Stripe's list, which is not ISO 4217's
/// (source: Stripe "Supported currencies", zero-decimal list).
public enum Currency {
    USD(2),
    EUR(2),
    GBP(2),
    CHF(2),
    CAD(2),
    AUD(2),
    SEK(2),
    NOK(2),
    DKK(2),
    PLN(2),
    JPY(0);

    private final int minorDigits;

    Currency(int minorDigits) {
        this.minorDigits = minorDigits;
    }

    /// Number of decimal digits of the minor unit, 0 or 2.
    public int minorDigits() {
        return minorDigits;
    }

    /// Case-insensitive look-up by ISO code; empty when the currency is not accepted.
    public static Optional<Currency> find(String code) {
        return Arrays.stream(values())
                .filter(c -> c.name().equals(code.toUpperCase(Locale.ROOT)))
                .findFirst();
    }

    /// The currency of a country, by its ISO 3166 code; empty for a country whose currency is not accepted.
    public static Optional<Currency> ofCountry(@Nullable String country) {
        if (country == null || !country.matches("[A-Za-z]{2}")) {
            return Optional.empty();
        }
        try {
            return Optional.ofNullable(java.util.Currency.getInstance(Locale.of("", country.toUpperCase(Locale.ROOT))))
                    .flatMap(c -> find(c.getCurrencyCode()));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /// The form Stripe uses, in lower case.
    public String stripeCode() {
        return name().toLowerCase(Locale.ROOT);
    }
}
