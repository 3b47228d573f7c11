package gg.tap2.model.payouts;

import java.text.Normalizer;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Brings numbers of bank accounts into the one form that is checked and stored, however they were typed or pasted.
public final class BankNumbers {
    private BankNumbers() {}

    /// Capital letters and digits only; empty for nothing. Spaces of every kind, dashes, dots, byte order marks and
    /// the word "IBAN" in front are how people write, and go. Anything else stays, so that it can be refused.
    public static String clean(@Nullable String typed) {
        if (typed == null) {
            return "";
        }
        var out = new StringBuilder();
        Normalizer.normalize(typed, Normalizer.Form.NFKC)
                .codePoints()
                .filter(c -> !isDecoration(c))
                .forEach(out::appendCodePoint);
        String clean = out.toString().toUpperCase(Locale.ROOT);
        return clean.startsWith("IBAN") ? clean.substring(clean.startsWith("IBAN:") ? 5 : 4) : clean;
    }

    private static boolean isDecoration(int c) {
        return Character.isWhitespace(c)
                || Character.isSpaceChar(c)
                || Character.getType(c) == Character.FORMAT
                || Character.getType(c) == Character.DASH_PUNCTUATION
                || c == '\u2212'
                || c == '.';
    }

    /// Whether a bank can take it as the name of an account's holder: at least two letters, and nothing that cannot be
    /// seen or is a picture.
    public static boolean isHolderName(@Nullable String name) {
        return name != null
                && name.codePoints().filter(Character::isLetter).count() >= 2
                && name.codePoints().allMatch(BankNumbers::isOfAName);
    }

    private static boolean isOfAName(int c) {
        return switch (Character.getType(c)) {
            case Character.UPPERCASE_LETTER,
                    Character.LOWERCASE_LETTER,
                    Character.TITLECASE_LETTER,
                    Character.MODIFIER_LETTER,
                    Character.OTHER_LETTER,
                    Character.NON_SPACING_MARK,
                    Character.COMBINING_SPACING_MARK,
                    Character.DECIMAL_DIGIT_NUMBER -> true;
            default -> " .,'\u2019-\u2010/&()+:\u00b7\u00aa\u00ba".indexOf(c) >= 0;
        };
    }
}
