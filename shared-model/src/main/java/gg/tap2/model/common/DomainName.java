package gg.tap2.model.common;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/// Domain names in the form that protocols carry: lower-case ASCII, other letters as A-labels (`xn--…`) by the
/// nontransitional mapping of UTS 46. What that mapping leaves in doubt (joiners, ignorable characters, mixed
/// directions, letters whose folding differs between versions of Unicode) is refused and never guessed, so that no
/// address goes to another domain than the one typed.
final class DomainName {
    private static final int LONGEST = 253;
    private static final Pattern ASCII_LABEL = Pattern.compile("[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern DOTS = Pattern.compile("[.\\u3002\\uFF0E\\uFF61]");
    private static final String PREFIX = "xn--";

    private DomainName() {}

    /// Empty when the text is no domain name of at least two labels.
    static Optional<String> toAscii(String typed) {
        if (typed.length() > 4 * LONGEST) {
            return Optional.empty();
        }
        List<String> labels = new ArrayList<>();
        boolean rightToLeft = false;
        for (String label : DOTS.split(typed, -1)) {
            var read = label(label);
            if (read.isEmpty()) {
                return Optional.empty();
            }
            labels.add(read.get().ascii());
            rightToLeft |= read.get().rightToLeft();
        }
        boolean digitFirst = labels.stream().anyMatch(l -> Character.isDigit(l.charAt(0)));
        String name = String.join(".", labels);
        boolean ok = labels.size() >= 2
                && name.length() <= LONGEST
                && !labels.getLast().chars().allMatch(Character::isDigit)
                && !(rightToLeft && digitFirst);
        return ok ? Optional.of(name) : Optional.empty();
    }

    private record Label(String ascii, boolean rightToLeft) {}

    private static Optional<Label> label(String typed) {
        String mapped = map(typed);
        if (mapped.startsWith(PREFIX)) {
            String unicode = Punycode.decode(mapped.substring(PREFIX.length())).orElse("");
            return map(unicode).equals(unicode)
                    ? unicode(unicode).filter(l -> l.ascii().equals(mapped))
                    : Optional.empty();
        }
        if (mapped.chars().allMatch(c -> c < 0x80)) {
            boolean ok = ASCII_LABEL.matcher(mapped).matches() && !hyphensThirdAndFourth(mapped);
            return ok ? Optional.of(new Label(mapped, false)) : Optional.empty();
        }
        return unicode(mapped);
    }

    private static Optional<Label> unicode(String label) {
        int[] points = label.codePoints().toArray();
        if (points.length == 0
                || label.chars().allMatch(c -> c < 0x80)
                || hyphensThirdAndFourth(label)
                || label.startsWith("-")
                || label.endsWith("-")
                || isMark(points[0])) {
            return Optional.empty();
        }
        boolean left = false;
        boolean right = false;
        for (int p : points) {
            if (!isAllowed(p)) {
                return Optional.empty();
            }
            switch (Character.getDirectionality(p)) {
                case Character.DIRECTIONALITY_LEFT_TO_RIGHT -> left = true;
                case Character.DIRECTIONALITY_RIGHT_TO_LEFT, Character.DIRECTIONALITY_RIGHT_TO_LEFT_ARABIC ->
                    right = true;
                case Character.DIRECTIONALITY_NONSPACING_MARK -> {}
                default -> {
                    if (!isAsciiDigitOrHyphen(p)) {
                        return Optional.empty();
                    }
                }
            }
        }
        if (right && (left || label.chars().anyMatch(c -> c < 0x80))) {
            return Optional.empty();
        }
        String ascii = PREFIX + Punycode.encode(points);
        return ascii.length() > 63 ? Optional.empty() : Optional.of(new Label(ascii, right));
    }

    private static boolean hyphensThirdAndFourth(String label) {
        return label.startsWith("--", 2);
    }

    /// Compatibility forms and capitals become what they stand for.
    private static String map(String label) {
        String composed = Normalizer.normalize(label, Normalizer.Form.NFKC);
        // Capitals whose lower case is more than one letter, and shapes of the final sigma, would be guessed at.
        if (label.codePoints().anyMatch(DomainName::isDoubtful) || composed.indexOf('\u0130') >= 0) {
            return "";
        }
        String folded = composed.codePoints()
                .map(Character::toLowerCase)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return Normalizer.normalize(folded, Normalizer.Form.NFKC);
    }

    private static boolean isDoubtful(int p) {
        return p == 0x130
                || p == 0x1E9E
                || p == 0x3F2
                || (p >= 0x1D400
                        && p <= 0x1D7FF
                        && Normalizer.normalize(Character.toString(p), Normalizer.Form.NFKC)
                                .equals("\u03C2"))
                || Character.UnicodeBlock.of(p) == Character.UnicodeBlock.GREEK_EXTENDED;
    }

    private static boolean isAsciiDigitOrHyphen(int p) {
        return p == '-' || (p >= '0' && p <= '9');
    }

    private static boolean isMark(int p) {
        return switch (Character.getType(p)) {
            case Character.NON_SPACING_MARK, Character.COMBINING_SPACING_MARK, Character.ENCLOSING_MARK -> true;
            default -> false;
        };
    }

    private static boolean isAllowed(int p) {
        if (p < 0x80) {
            return isAsciiDigitOrHyphen(p) || (p >= 'a' && p <= 'z');
        }
        var script = Character.UnicodeScript.of(p);
        // Final sigma and dotless i are letters of their own; other letters that share a capital are not.
        boolean folded = Character.toLowerCase(Character.toUpperCase(p)) == p || p == 0x3C2 || p == 0x131;
        return folded
                && script != Character.UnicodeScript.CHEROKEE
                && Character.UnicodeBlock.of(p) != Character.UnicodeBlock.GREEK_EXTENDED
                && p != 0x345
                && !isIgnorable(p)
                && switch (Character.getType(p)) {
                    case Character.LOWERCASE_LETTER,
                            Character.OTHER_LETTER,
                            Character.MODIFIER_LETTER,
                            Character.NON_SPACING_MARK,
                            Character.COMBINING_SPACING_MARK,
                            Character.DECIMAL_DIGIT_NUMBER -> true;
                    default -> false;
                };
    }

    /// Letters and marks that are not drawn: two names that look the same would differ.
    private static boolean isIgnorable(int p) {
        return p == 0x34F
                || p == 0x115F
                || p == 0x1160
                || p == 0x17B4
                || p == 0x17B5
                || (p >= 0x180B && p <= 0x180F)
                || p == 0x3164
                || (p >= 0xFE00 && p <= 0xFE0F)
                || p == 0xFFA0
                || (p >= 0xE0100 && p <= 0xE01EF);
    }
}
