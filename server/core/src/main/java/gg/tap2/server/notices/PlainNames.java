package gg.tap2.server.notices;

import java.util.regex.Pattern;

/// Names that people chose, in mail to addresses that nobody has confirmed. There a name could be the whole
/// message of somebody who types a stranger's address, so only what can be nothing but a name is written.
public final class PlainNames {
    private static final int LONGEST = 40;
    private static final int MOST_WORDS = 4;
    /// Letters, marks and what joins them in names. Nothing that a mail program makes a link of, no digits, no
    /// punctuation of sentences but the dot of an initial.
    private static final Pattern NAME = Pattern.compile(
            "[\\p{L}\\p{M}]+(?:['’\\-][\\p{L}\\p{M}]+)*\\.?(?: [\\p{L}\\p{M}]+(?:['’\\-][\\p{L}\\p{M}]+)*\\.?)*");

    private PlainNames() {}

    /// The name with a blank before it, as greetings have it; empty when it is not plainly a name.
    public static String greeting(String name) {
        String plain = of(name);
        return plain.isEmpty() ? "" : " " + plain;
    }

    /// The name; empty when it is not plainly one.
    public static String of(String name) {
        String s = name.strip();
        boolean plain = s.codePointCount(0, s.length()) <= LONGEST
                && s.split(" ").length <= MOST_WORDS
                && NAME.matcher(s).matches();
        return plain ? s : "";
    }
}
