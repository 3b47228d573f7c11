package gg.tap2.server.platform.db;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A statement with its named parameters made positional, once for each text: parsing and naming a statement anew at
/// every call took a tenth of a busy server's processor time.
///
/// @param written the text as its author wrote it
/// @param name what the statement is called in the client
/// @param text with a `?` for each parameter
/// @param names of the parameters, in the order of their marks
record SqlText(String written, String name, String text, List<String> names) {
    /// Texts that are put together, with a condition more or less, are few; more than this is a leak.
    private static final int MOST = 10_000;

    /// What is none: literals, quoted names, comments and casts; then a parameter.
    private static final Pattern TOKEN = Pattern.compile(
            "'[^']*'|\"[^\"]*\"|--[^\\n]*|/\\*.*?\\*/|::|:(?<name>[A-Za-z_][A-Za-z0-9_]*)", Pattern.DOTALL);

    private static final ConcurrentHashMap<String, SqlText> KNOWN = new ConcurrentHashMap<>();
    private static final AtomicInteger COUNT = new AtomicInteger();

    static SqlText of(String text) {
        SqlText known = KNOWN.get(text);
        if (known != null) {
            return known;
        }
        SqlText parsed = parse(text);
        return KNOWN.size() < MOST ? KNOWN.computeIfAbsent(text, t -> parsed) : parsed;
    }

    private static SqlText parse(String text) {
        var names = new ArrayList<String>();
        Matcher m = TOKEN.matcher(text);
        String positional = m.replaceAll(found -> {
            String name = m.group("name");
            if (name == null) {
                return Matcher.quoteReplacement(found.group());
            }
            names.add(name);
            return "?";
        });
        return new SqlText(text, "s" + COUNT.incrementAndGet(), positional, List.copyOf(names));
    }
}
