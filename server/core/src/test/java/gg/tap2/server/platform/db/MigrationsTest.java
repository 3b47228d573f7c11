package gg.tap2.server.platform.db;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.testing.Checkout;
import gg.tap2.server.testing.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/// Migrations only add, so that servers of two releases work on one schema, and every change of the schema is seen in
/// a review.
final class MigrationsTest {
    private static final Path FOLDER = Checkout.CORE.resolve("src/main/resources/db/migration");
    private static final Path GOLDEN = Checkout.CORE.resolve("src/test/resources/schema.golden.txt");
    private static final String ROLE = "tap2_app";

    /// What a server of the release before would trip over.
    private static final List<Pattern> TAKES_AWAY = List.of(
            Pattern.compile("DROP (TABLE|COLUMN|TYPE|SEQUENCE|VIEW|FUNCTION)\\b"),
            Pattern.compile("\\bRENAME\\b"),
            Pattern.compile("ALTER (COLUMN )?\\w+ (SET DATA )?TYPE\\b"),
            Pattern.compile("SET NOT NULL"),
            Pattern.compile("ADD (COLUMN )?\\w+ (?!CONSTRAINT)[^,;]*NOT NULL(?![^,;]*(DEFAULT|GENERATED))"),
            Pattern.compile("DROP DEFAULT|TRUNCATE"));

    /// Steps that take something away, each in a migration named `contract_…` after a release in which nothing used it
    /// any more; with the reason.
    private static final Map<String, String> CONTRACTS = Map.of();
    /// Changes of a type that the release before does not notice, with the reason.
    private static final Map<String, String> WIDENED =
            Map.of("V0403__payouts_rejected.sql", "a text may be longer; nothing depends on its end");

    /// Of the time before names were times: no new ones.
    private static final int NUMBERED = 29;

    @Test
    void migrationsAreNamedByTheirTime() throws IOException {
        List<String> names;
        try (var files = Files.list(FOLDER)) {
            names = files.map(f -> f.getFileName().toString()).sorted().toList();
        }
        var numbered =
                names.stream().filter(n -> n.matches("V\\d{4}__\\w+\\.sql")).toList();
        var timed = names.stream()
                .filter(n -> n.matches("V20\\d\\d(0[1-9]|1[0-2])([0-2]\\d|3[01])_([01]\\d|2[0-3])[0-5]\\d__\\w+\\.sql"))
                .toList();
        assertThat(numbered).as("a new one is named by the time of now").hasSize(NUMBERED);
        assertThat(names).as("nothing else lies here").hasSize(numbered.size() + timed.size());
        assertThat(timed.stream().map(n -> n.substring(0, 14))).doesNotHaveDuplicates();
        System.out.println("newest migration: " + timed.getLast());
    }

    private static List<String> takenAway(String sql) {
        String plain = sql.replaceAll("--[^\n]*", " ").replaceAll("\\s+", " ").toUpperCase(Locale.ROOT);
        var found = new ArrayList<String>();
        for (String statement : plain.split(";")) {
            boolean alters =
                    statement.strip().startsWith("ALTER") || statement.strip().startsWith("DROP");
            for (Pattern p : TAKES_AWAY) {
                var m = p.matcher(statement);
                if ((alters || p.pattern().contains("TRUNCATE")) && m.find()) {
                    found.add(m.group());
                }
            }
        }
        return found;
    }

    @Test
    void noMigrationTakesSomethingAwayFromTheReleaseBefore() throws IOException {
        try (var files = Files.list(FOLDER)) {
            for (Path f : files.sorted().toList()) {
                String name = f.getFileName().toString();
                if (CONTRACTS.containsKey(name)) {
                    assertThat(name).contains("__contract_");
                } else {
                    assertThat(takenAway(Files.readString(f)))
                            .as(name)
                            .hasSize(WIDENED.containsKey(name) ? 1 : 0)
                            .allMatch(found -> found.endsWith("TYPE"));
                    assertThat(name).doesNotContain("__contract_");
                }
            }
        }
    }

    @Test
    void theCheckSeesWhatTakesAway() {
        for (String bad : List.of(
                "ALTER TABLE a DROP COLUMN b",
                "DROP TABLE a",
                "ALTER TABLE a RENAME COLUMN b TO c",
                "ALTER TABLE a ALTER COLUMN b TYPE bigint",
                "ALTER TABLE a ALTER COLUMN b SET NOT NULL",
                "ALTER TABLE a ADD COLUMN b INT NOT NULL",
                "CREATE TABLE x (y int);\nalter table a\n add b text not null")) {
            assertThat(takenAway(bad)).as(bad).isNotEmpty();
        }
        for (String good : List.of(
                "ALTER TABLE a ADD COLUMN b INT NOT NULL DEFAULT 0",
                "ALTER TABLE a ADD COLUMN b INT",
                "CREATE TABLE a (b INT NOT NULL)",
                "-- DROP TABLE a\nCREATE INDEX i ON a (b)",
                "DROP INDEX i")) {
            assertThat(takenAway(good)).as(good).isEmpty();
        }
    }

    private static void execute(DatabaseAddress a, String... statements) throws SQLException {
        try (var c = DriverManager.getConnection(
                        a.jdbcUrl(), a.user(), a.password().value());
                var s = c.createStatement()) {
            for (String sql : statements) {
                s.execute(sql);
            }
        }
    }

    private static String applied(String version, String description) {
        return "INSERT INTO schema_history (installed_rank, version, description, type, script, checksum, installed_by,"
                + " execution_time, success) SELECT max(installed_rank) + 1, '" + version + "', '" + description
                + "', 'SQL', 'V" + version + "__x.sql', 1, 'test', 1, TRUE FROM schema_history";
    }

    @Test
    void aServerStartsOnASchemaThatIsNewerUnlessThatTookSomethingAway() throws Exception {
        var owner = TestDatabase.owner(TestDatabase.address());
        execute(owner, "ALTER TABLE users ADD COLUMN from_the_future INT", applied("9001", "from the future"));
        assertThatCode(() -> Migrations.run(owner, ROLE)).doesNotThrowAnyException();
        execute(owner, applied("0399", "in the range of another feature"));
        assertThatCode(() -> Migrations.run(owner, ROLE)).doesNotThrowAnyException();
        execute(owner, applied("0398", "contract sessions without client"));
        assertThatThrownBy(() -> Migrations.run(owner, ROLE))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("newer version (schema 0398");
    }

    @Test
    void aMigrationBetweenThoseThatWereRunIsRunToo() throws Exception {
        var owner = TestDatabase.owner(TestDatabase.address());
        execute(
                owner,
                "DROP INDEX outbox_mails_next_idx",
                "ALTER TABLE outbox_mails DROP COLUMN urgent",
                "DELETE FROM schema_history WHERE version = '0307'");
        Migrations.run(owner, ROLE);
        execute(owner, "SELECT urgent FROM outbox_mails");
    }

    @Test
    void theSchemaIsTheOneThatWasReviewed() throws Exception {
        String now = dump(TestDatabase.owner(TestDatabase.address()));
        if (Boolean.getBoolean("schema.write")) {
            Files.writeString(GOLDEN, now);
        }
        assertThat(now)
                .as("run this test with -Dschema.write=true and look at the difference")
                .isEqualTo(Files.readString(GOLDEN));
    }

    /// Tables with their columns, constraints, indexes, triggers, then functions and sequences.
    private static String dump(DatabaseAddress a) throws SQLException {
        var out = new StringBuilder();
        try (var c = DriverManager.getConnection(
                        a.jdbcUrl(), a.user(), a.password().value());
                var s = c.createStatement();
                var r = s.executeQuery("""
                        SELECT line FROM (
                          SELECT c.relname AS t, 1 AS part, lpad(CAST(a.attnum AS text), 4, '0') AS o, '  ' || a.attname || ' ' ||
                            format_type(a.atttypid, a.atttypmod) || CASE WHEN a.attnotnull THEN ' NOT NULL' ELSE '' END ||
                            coalesce(CASE WHEN a.attgenerated <> '' THEN ' GENERATED ' ELSE ' DEFAULT ' END || pg_get_expr(d.adbin, d.adrelid), '') AS line
                          FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
                          LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
                          WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm')
                          UNION ALL SELECT c.relname, 0, '', CASE c.relkind WHEN 'r' THEN 'table ' WHEN 'p' THEN 'table ' WHEN 'S' THEN 'sequence ' ELSE 'view ' END || c.relname
                          FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
                          UNION ALL SELECT c.relname, 2, k.conname, '  constraint ' || k.conname || ' ' || pg_get_constraintdef(k.oid)
                          FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid WHERE c.relnamespace = 'public'::regnamespace AND k.contype <> 'n'
                          UNION ALL SELECT i.tablename, 3, i.indexname, '  ' || i.indexdef FROM pg_indexes i WHERE i.schemaname = 'public'
                          UNION ALL SELECT c.relname, 4, g.tgname, '  ' || pg_get_triggerdef(g.oid)
                          FROM pg_trigger g JOIN pg_class c ON c.oid = g.tgrelid WHERE NOT g.tgisinternal AND c.relnamespace = 'public'::regnamespace
                          UNION ALL SELECT '~' || f.proname, 5, '', pg_get_functiondef(f.oid) FROM pg_proc f
                          WHERE f.pronamespace = 'public'::regnamespace AND f.prokind = 'f' AND f.probin IS NULL
                        ) x WHERE t NOT LIKE 'schema_history%' ORDER BY t COLLATE "C", part, o COLLATE "C", line COLLATE "C"
                        """)) {
            while (r.next()) {
                out.append(r.getString(1).stripTrailing()).append('\n');
            }
        }
        return out.toString();
    }
}
