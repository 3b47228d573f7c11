package gg.tap2.model.common;

import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;

/// A number as people type it: digits of any script, a point, a comma or an Arabic decimal mark before the decimals,
/// spaces and marks of writing direction anywhere. A mark between thousands is refused, because nobody can tell it
/// from a decimal mark: more decimals than the currency has are no amount, also where they are zeros.
public final class TypedNumber {
    private TypedNumber() {}

    /// Minor units of a typed amount; the currency's own sign or code may stand before or behind it. Empty for
    /// everything
    /// that is no amount of that currency, such as one with the sign of another.
    public static Optional<Long> amount(String typed, Currency currency) {
        String text = plain(typed);
        for (String sign : signs(currency)) {
            if (text.regionMatches(true, 0, sign, 0, sign.length())) {
                return scaled(text.substring(sign.length()), currency.minorDigits());
            }
            int from = text.length() - sign.length();
            if (from > 0 && text.regionMatches(true, from, sign, 0, sign.length())) {
                return scaled(text.substring(0, from), currency.minorDigits());
            }
        }
        return scaled(text, currency.minorDigits());
    }

    /// How people write that currency, longer signs first. Source: CLDR's symbols, wide and narrow.
    private static List<String> signs(Currency currency) {
        return switch (currency) {
            case USD -> List.of("USD", "US$", "$");
            case EUR -> List.of("EUR", "€");
            case GBP -> List.of("GBP", "£");
            case CHF -> List.of("CHF", "SFr.", "SFr", "Fr.", "Fr");
            case CAD -> List.of("CAD", "CA$", "C$", "$");
            case AUD -> List.of("AUD", "AU$", "A$", "$");
            case SEK -> List.of("SEK", "kr.", "kr", ":-");
            case NOK -> List.of("NOK", "kr.", "kr", ".-");
            case DKK -> List.of("DKK", "kr.", "kr", ".-");
            case PLN -> List.of("PLN", "zł");
            case JPY -> List.of("JPY", "JP¥", "¥", "￥", "円");
        };
    }

    /// A typed number times ten to the power of `digits`; empty when it has more decimals than that, or is no number.
    public static Optional<Long> scaled(String typed, int digits) {
        String text = plain(typed);
        if (!text.matches("[0-9]{1,12}(\\.[0-9]{0,%d})?".formatted(digits))) {
            return Optional.empty();
        }
        return Optional.of(new BigDecimal(text).movePointRight(digits).longValueExact());
    }

    /// With digits 0 to 9 and a point.
    private static String plain(String typed) {
        var out = new StringBuilder();
        typed.codePoints().forEach(c -> {
            int digit = Character.getType(c) == Character.DECIMAL_DIGIT_NUMBER ? Character.digit(c, 10) : -1;
            if (digit >= 0) {
                out.append((char) ('0' + digit));
            } else if (c == ',' || c == '\u066b') {
                out.append('.');
            } else if (!Character.isWhitespace(c)
                    && !Character.isSpaceChar(c)
                    && Character.getType(c) != Character.FORMAT) {
                out.appendCodePoint(c);
            }
        });
        return out.toString();
    }
}
