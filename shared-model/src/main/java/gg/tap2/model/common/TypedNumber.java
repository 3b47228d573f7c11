package gg.tap2.model.common;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/// A number as people type it: digits of any script, a point, a comma or an Arabic decimal mark before the decimals,
/// spaces and marks of writing direction anywhere. A mark between thousands is refused, because nobody can tell it
/// from a decimal mark.
public final class TypedNumber {
    private TypedNumber() {}

    /// Minor units of a typed amount; the currency's sign or code may stand beside it. Empty for everything that is no
    /// amount of that currency.
    public static Optional<Long> amount(String typed, Currency currency) {
        return scaled(typed.replace(currency.name(), "").replaceAll("\\p{Sc}", ""), currency.minorDigits());
    }

    /// A typed number times ten to the power of `digits`; empty when it has more decimals than that, or is no number.
    public static Optional<Long> scaled(String typed, int digits) {
        String text = plain(typed);
        if (!text.matches("[0-9]{1,12}(\\.[0-9]{0,6})?")) {
            return Optional.empty();
        }
        try {
            return Optional.of(new BigDecimal(text)
                    .movePointRight(digits)
                    .setScale(0, RoundingMode.UNNECESSARY)
                    .longValueExact());
        } catch (ArithmeticException e) {
            return Optional.empty();
        }
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
