package gg.tap2.server.platform.i18n;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/// Finds string literals at one position of calls in source text.
final class SourceScan {
    private static final Pattern LITERAL = Pattern.compile("\"([a-z][a-z0-9_]*)\"");

    private final List<String> sources;

    private SourceScan(List<String> sources) {
        this.sources = sources;
    }

    static SourceScan of(Path... roots) {
        var sources = new ArrayList<String>();
        for (Path root : roots) {
            try (var files = Files.walk(root)) {
                for (Path p : files.filter(f -> f.toString().endsWith(".java"))
                        .filter(f -> !root.relativize(f).toString().contains("/sandbox/"))
                        .toList()) {
                    sources.add(Files.readString(p));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return new SourceScan(sources);
    }

    static SourceScan ofText(String text) {
        return new SourceScan(List.of(text));
    }

    /// Every literal in argument number `index` of calls whose text before the parenthesis fits `call`.
    Set<String> literals(String call, int index) {
        var found = new TreeSet<String>();
        var pattern = Pattern.compile(call + "\\(");
        for (String source : sources) {
            var m = pattern.matcher(source);
            while (m.find()) {
                List<String> args = arguments(source, m.end());
                if (args.size() > index) {
                    var literal = LITERAL.matcher(args.get(index));
                    while (literal.find()) {
                        found.add(literal.group(1));
                    }
                }
            }
        }
        return found;
    }

    private static List<String> arguments(String s, int start) {
        var out = new ArrayList<String>();
        int depth = 0;
        int from = start;
        boolean text = false;
        for (int i = start; i < s.length(); i++) {
            char c = s.charAt(i);
            if (c == '"' && s.charAt(i - 1) != '\\') {
                text = !text;
            } else if (!text && (c == '(' || c == '{' || c == '[')) {
                depth++;
            } else if (!text && depth == 0 && (c == ')' || c == ',')) {
                out.add(s.substring(from, i));
                from = i + 1;
                if (c == ')') {
                    return out;
                }
            } else if (!text && (c == ')' || c == '}' || c == ']')) {
                depth--;
            }
        }
        return out;
    }
}
