package gg.tap2.server;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.ServerSql.Column;
import gg.tap2.server.ServerSql.Source;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// A column that nothing writes promises what is not so, and one that nothing reads is forgotten: each is given its
/// effect, or goes with a `contract_…` migration. What waits for one stands in `table-columns.txt` with its reason.
final class TableColumnsTest {
    private static final List<Source> SOURCES = ServerSql.sources();
    private static final Pattern WORD = Pattern.compile("\\w+");
    private static final Map<String, List<Column>> TABLES = ServerSql.tables();

    /// The columns that an INSERT names or a SET gives a value.
    private static Set<String> written(String literal, String table) {
        var out = new HashSet<String>();
        Pattern.compile("INSERT INTO\\s+" + table + "\\b(?:\\s+AS\\s+\\w+)?\\s*\\(([^)]*)\\)")
                .matcher(literal)
                .results()
                .forEach(m -> out.addAll(List.of(m.group(1).strip().split("\\s*,\\s*"))));
        Pattern.compile(
                        "(?:UPDATE\\s+" + table
                                + "\\b|DO UPDATE)(?:\\s+\\w+)?\\s+SET\\s+(.*?)(?:\\bWHERE\\b|\\bRETURNING\\b|\\bFROM\\b|$)",
                        Pattern.DOTALL)
                .matcher(literal)
                .results()
                .forEach(m -> Pattern.compile("(\\w+)\\s*=")
                        .matcher(m.group(1))
                        .results()
                        .forEach(c -> out.add(c.group(1))));
        return out;
    }

    /// How often each word stands in a package's literals.
    private static Map<String, Long> words(List<String> literals) {
        return literals.stream()
                .flatMap(l -> WORD.matcher(l).results())
                .collect(Collectors.groupingBy(MatchResult::group, Collectors.counting()));
    }

    private static Map<String, List<String>> literals(List<Source> sources, Function<Source, String> by) {
        return sources.stream()
                .collect(Collectors.groupingBy(
                        by, Collectors.flatMapping(s -> ServerSql.literals(s.text()).stream(), Collectors.toList())));
    }

    /// Columns that nothing but a write names.
    private static Set<String> unread(List<Source> sources, Map<String, List<Column>> tables) {
        var literals = literals(sources, Source::feature);
        var words = new HashMap<String, Map<String, Long>>();
        literals.forEach((feature, all) -> words.put(feature, words(all)));
        var out = new TreeSet<String>();
        tables.forEach((table, columns) -> {
            // Rows are mapped by classes of the packages that name the table.
            var reads = new HashMap<String, Long>();
            literals.forEach((feature, all) -> {
                var found = words.get(feature);
                if (found.containsKey(table)) {
                    columns.forEach(c -> reads.merge(c.name(), found.getOrDefault(c.name(), 0L), Long::sum));
                    all.stream()
                            .filter(l -> l.contains(table))
                            .flatMap(l -> written(l, table).stream())
                            .forEach(c -> reads.merge(c, -1L, Long::sum));
                }
            });
            columns.stream()
                    .filter(c -> reads.getOrDefault(c.name(), 0L) <= 0)
                    .forEach(c -> out.add(table + " " + c.name()));
        });
        return out;
    }

    /// Columns that no file which writes the table names at all.
    private static Set<String> unwritten(List<Source> sources, Map<String, List<Column>> tables) {
        var words = new HashMap<String, Set<String>>();
        for (Source s : sources) {
            Set<String> here = words(ServerSql.literals(s.text())).keySet();
            ServerSql.uses(s, tables.keySet()).stream()
                    .filter(ServerSql.Use::write)
                    .forEach(u -> words.computeIfAbsent(u.table(), t -> new HashSet<>())
                            .addAll(here));
        }
        var out = new TreeSet<String>();
        tables.forEach((table, columns) -> columns.stream()
                .filter(c ->
                        !c.generated() && !words.getOrDefault(table, Set.of()).contains(c.name()))
                .forEach(c -> out.add(table + " " + c.name())));
        return out;
    }

    @Test
    void everyColumnHasAWriterAndAReader() {
        var allowed = ServerSql.exceptions("table-columns.txt");
        var found = new TreeSet<>(unread(SOURCES, TABLES));
        found.addAll(unwritten(SOURCES, TABLES));
        var open = new TreeSet<>(found);
        open.removeAll(allowed.keySet());
        assertThat(open).as("columns without a writer or a reader").isEmpty();
        var done = new TreeSet<>(allowed.keySet());
        done.removeAll(found);
        assertThat(done).as("no longer needed in table-columns.txt").isEmpty();
        assertThat(allowed)
                .allSatisfy((column, reason) -> assertThat(reason).as(column).isNotBlank());
    }

    @Test
    void aPlantedColumnIsFound() {
        var source = new Source("x", "X.java", """
                class X { String a = "INSERT INTO boxes (id, seen, kept) VALUES (:id, now(), 1)"; String b = "SELECT id, made FROM boxes"; }
                """);
        var tables = Map.of(
                "boxes",
                List.of(
                        new Column("boxes", "id", false),
                        new Column("boxes", "seen", false),
                        new Column("boxes", "kept", false),
                        new Column("boxes", "made", true),
                        new Column("boxes", "lost", false)));
        assertThat(unread(List.of(source), tables)).containsExactly("boxes kept", "boxes lost", "boxes seen");
        assertThat(unwritten(List.of(source), tables)).containsExactly("boxes lost");
    }
}
