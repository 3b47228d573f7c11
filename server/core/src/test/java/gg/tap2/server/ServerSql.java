package gg.tap2.server;

import gg.tap2.server.testing.Checkout;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/// The SQL in the server's source: which package reads and writes which table. Looks at string literals and text
/// blocks; a table's name that is put together with `+` counts for every literal of that file that is one.
final class ServerSql {
    private static final String PACKAGE = "src/main/java/gg/tap2/server";
    private static final Path SCHEMA = Checkout.CORE.resolve("src/test/resources/schema.golden.txt");

    private static final Pattern LITERAL =
            Pattern.compile("\"\"\"(.*?)\"\"\"|\"((?:[^\"\\\\\\n]|\\\\.)*)\"", Pattern.DOTALL);
    private static final String NAMED = "[a-z_]+(?:\\s+(?:AS\\s+)?[a-z]\\w*)?";
    private static final Pattern USE =
            Pattern.compile("\\b(DELETE\\s+FROM|FROM|JOIN|UPDATE|INSERT\\s+INTO|MERGE\\s+INTO|INTO|USING|TRUNCATE|COPY)"
                    + "\\s+(?:ONLY\\s+|TABLE\\s+)?(" + NAMED + "(?:\\s*,\\s*" + NAMED + ")*)");
    private static final Pattern PUT_TOGETHER = Pattern.compile("\\b(FROM|JOIN|UPDATE|INTO)\\s*\"(?:\"\")?\\s*\\+");
    private static final Pattern OWNS = Pattern.compile("@Owns\\(\\{?([^)]*?)}?\\)", Pattern.DOTALL);

    private ServerSql() {}

    /// A place in the source that uses a table.
    record Use(String feature, String file, String table, boolean write) {
        String pair() {
            return feature + " " + table;
        }
    }

    record Source(String feature, String file, String text) {}

    record Column(String table, String name, boolean generated) {}

    static List<Source> sources() {
        var out = new ArrayList<Source>();
        for (Path module : Checkout.server(PACKAGE)) {
            try (var files = Files.walk(module)) {
                files.filter(f -> f.toString().endsWith(".java"))
                        .sorted()
                        .map(f -> source(module, f))
                        .forEach(out::add);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
        return out;
    }

    private static Source source(Path module, Path file) {
        try {
            Path in = module.relativize(file);
            String first = in.getName(0).toString();
            String feature = first.equals("platform") && in.getNameCount() > 2 ? "platform." + in.getName(1) : first;
            return new Source(feature, in.getFileName().toString(), Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Tables with their columns, as the migrations make them.
    static Map<String, List<Column>> tables() {
        try {
            var out = new TreeMap<String, List<Column>>();
            String table = "";
            for (String line : Files.readAllLines(SCHEMA)) {
                if (line.startsWith("table ")) {
                    table = line.substring(6);
                    out.put(table, new ArrayList<>());
                } else if (line.matches("  [a-z][a-z_0-9]* .*")
                        && !line.startsWith("  constraint ")
                        && out.containsKey(table)) {
                    String name = line.strip().split(" ")[0];
                    if (!name.equals("trigger") && !name.equals("index")) {
                        out.get(table)
                                .add(new Column(
                                        table,
                                        name,
                                        line.toUpperCase(java.util.Locale.ROOT).contains("GENERATED")));
                    }
                }
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Literals, those that are joined by `+` as one.
    static List<String> literals(String source) {
        return LITERAL.matcher(source.replaceAll("(?<!\")\"\\s*\\+\\s*\"(?!\")", ""))
                .results()
                .map(m -> m.group(1) != null ? m.group(1) : m.group(2))
                .toList();
    }

    static List<Use> uses(Source source, Set<String> tables) {
        var out = new ArrayList<Use>();
        var literals = literals(source.text());
        for (String literal : literals) {
            USE.matcher(literal).results().forEach(m -> {
                String verb = m.group(1);
                boolean write = !verb.equals("FROM") && !verb.equals("JOIN") && !verb.equals("USING");
                Arrays.stream(m.group(2).split(","))
                        .map(n -> n.strip().split("\\s")[0])
                        .filter(tables::contains)
                        .forEach(t -> out.add(new Use(source.feature(), source.file(), t, write)));
            });
        }
        var dynamic = PUT_TOGETHER
                .matcher(source.text())
                .results()
                .map(m -> m.group(1))
                .toList();
        if (!dynamic.isEmpty()) {
            boolean write = dynamic.contains("UPDATE")
                    || dynamic.contains("INTO")
                    || source.text().contains("DELETE FROM \"");
            literals.stream()
                    .map(l -> l.replaceFirst("(?s)\\W.*", ""))
                    .filter(tables::contains)
                    .forEach(t -> out.add(new Use(source.feature(), source.file(), t, write)));
        }
        return out;
    }

    /// The owner of each table, from the packages' `@Owns`.
    static Map<String, Set<String>> owners(List<Source> sources) {
        var out = new TreeMap<String, Set<String>>();
        for (Source s : sources) {
            if (s.file().equals("package-info.java")) {
                OWNS.matcher(s.text())
                        .results()
                        .flatMap(m -> Pattern.compile("\"([a-z_]+)\"")
                                .matcher(m.group(1))
                                .results())
                        .forEach(m -> out.computeIfAbsent(m.group(1), t -> new TreeSet<>())
                                .add(s.feature()));
            }
        }
        return out;
    }

    /// Lines `feature table…: reason` of a list beside the tests; a table that is `*` stands for all.
    static Map<String, String> exceptions(String resource) {
        try {
            var out = new LinkedHashMap<String, String>();
            for (String line : Files.readAllLines(
                    Checkout.CORE.resolve("src/test/resources").resolve(resource))) {
                if (line.isBlank() || line.startsWith("#")) {
                    continue;
                }
                String[] parts = line.split(": ", 2);
                String[] names = parts[0].strip().split("\\s+");
                for (String table : Arrays.copyOfRange(names, 1, names.length)) {
                    if (out.put(names[0] + " " + table, parts.length > 1 ? parts[1].strip() : "") != null) {
                        throw new IllegalStateException("twice: " + line);
                    }
                }
            }
            return out;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Set<String> pairs(List<Use> uses) {
        return uses.stream().map(Use::pair).collect(Collectors.toCollection(TreeSet::new));
    }
}
