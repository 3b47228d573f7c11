package gg.tap2.server;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.ServerSql.Source;
import gg.tap2.server.ServerSql.Use;
import gg.tap2.server.testing.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/// The law of the packages for SQL: each table has one owner, named by `@Owns` in its `package-info`, and nobody
/// else writes it. What is still otherwise stands in `table-writes.txt` and `table-reads.txt` with its reason. These
/// lists only shrink: a line that nothing needs any more fails the test as well.
final class TableOwnershipTest {
    private static final List<Source> SOURCES = ServerSql.sources();
    private static final Set<String> TABLES = ServerSql.tables().keySet();
    private static final Map<String, Set<String>> OWNERS = ServerSql.owners(SOURCES);

    private static List<Use> foreign(List<Source> sources, boolean write) {
        var out = new ArrayList<Use>();
        for (Source s : sources) {
            for (Use use : ServerSql.uses(s, TABLES)) {
                if (use.write() == write
                        && !OWNERS.getOrDefault(use.table(), Set.of()).contains(use.feature())) {
                    out.add(use);
                }
            }
        }
        return out;
    }

    /// Uses that no line allows.
    private static List<Use> forbidden(List<Use> uses, Map<String, String> allowed) {
        return uses.stream()
                .filter(u -> !allowed.containsKey(u.pair()) && !allowed.containsKey(u.feature() + " *"))
                .toList();
    }

    private static Set<String> needless(List<Use> uses, Map<String, String> allowed) {
        var out = new TreeSet<>(allowed.keySet());
        out.removeAll(ServerSql.pairs(uses));
        uses.forEach(u -> out.remove(u.feature() + " *"));
        return out;
    }

    @Test
    void everyTableHasOneOwner() {
        assertThat(TABLES).hasSizeGreaterThan(70);
        var nobodys = new TreeSet<>(TABLES);
        nobodys.removeAll(OWNERS.keySet());
        assertThat(nobodys).as("tables that no package-info owns").isEmpty();
        assertThat(TABLES).as("owned tables that are not there").containsAll(OWNERS.keySet());
        assertThat(OWNERS.values()).allSatisfy(owners -> assertThat(owners).hasSize(1));
    }

    @Test
    void nobodyWritesAnothersTables() {
        var uses = foreign(SOURCES, true);
        var allowed = ServerSql.exceptions("table-writes.txt");
        System.out.println("foreign writes: " + uses.size() + " in "
                + ServerSql.pairs(uses).size() + " pairs");
        assertThat(forbidden(uses, allowed))
                .as("writes another's table; use its owner's door")
                .isEmpty();
        assertThat(needless(uses, allowed))
                .as("no longer needed in table-writes.txt")
                .isEmpty();
        assertThat(allowed)
                .allSatisfy((pair, reason) -> assertThat(reason).as(pair).isNotBlank());
    }

    @Test
    void foreignReadsOnlyGrowFewer() {
        var uses = foreign(SOURCES, false);
        var allowed = ServerSql.exceptions("table-reads.txt");
        System.out.println(
                "foreign reads: " + uses.size() + " in " + ServerSql.pairs(uses).size() + " pairs");
        assertThat(forbidden(uses, allowed))
                .as("reads another's table; use its owner's door")
                .isEmpty();
        assertThat(needless(uses, allowed))
                .as("no longer needed in table-reads.txt")
                .isEmpty();
    }

    private static final Source PLANTED = new Source("analytics", "Planted.java", """
            class Planted {
                private static final String LIST = "SELECT 1 FROM page_views_daily v, users u"
                        + " WHERE true";
                void write(Tx tx, String table) {
                    tx.sql(\"""
                        WITH gone AS (DELETE FROM sessions RETURNING id)
                        INSERT INTO view_salts (day) VALUES (1)\""");
                    tx.sql("UPDATE " + table + " SET x = 1");
                    write(tx, "payouts");
                }
            }
            """);

    @Test
    void aPlantedUseIsFound() {
        var writes = foreign(List.of(PLANTED), true);
        assertThat(writes).extracting(Use::table).containsExactlyInAnyOrder("sessions", "payouts");
        assertThat(forbidden(writes, ServerSql.exceptions("table-writes.txt"))).isEqualTo(writes);
        assertThat(foreign(List.of(PLANTED), false)).extracting(Use::table).containsExactly("users");
        assertThat(needless(writes, Map.of("analytics follows", "none"))).containsExactly("analytics follows");
    }

    @Test
    void theOutboxHasOneDoor() {
        assertThat(SOURCES.stream()
                        .flatMap(s -> ServerSql.uses(s, TABLES).stream())
                        .filter(u -> u.table().equals("outbox_facts"))
                        .map(Use::file)
                        .distinct())
                .as("writes or reads the outbox; publish an event, or ask Outbox")
                .containsExactly("Outbox.java");
    }

    /// Admins' lists read any feature's tables, because they join what no door would; every change goes
    /// through the door of its owner. Reports are written by the pages and handled by admins.
    private static final Set<String> TABLES_OF_ADMIN = Set.of(
            "admin_changes",
            "content_reports",
            "money_actions",
            "platform_settings",
            "rate_limit_hits",
            "setting_changes",
            "takedowns");

    private static final Pattern WRITE =
            Pattern.compile("(?:\\bUPDATE|INSERT INTO|DELETE FROM)\\s+([a-z][a-z_]+)", Pattern.DOTALL);

    private static Set<String> written(String source) {
        return WRITE.matcher(source).results().map(m -> m.group(1)).collect(Collectors.toSet());
    }

    @Test
    void adminsListsReadEverythingAndWriteOnlyTheirOwn() throws IOException {
        Set<String> written = new TreeSet<>();
        try (var files = Files.list(Checkout.CORE.resolve("src/main/java/gg/tap2/server/admin"))) {
            for (Path file : files.toList()) {
                written.addAll(written(Files.readString(file)));
            }
        }
        assertThat(written).isEqualTo(new TreeSet<>(TABLES_OF_ADMIN));
        assertThat(written("tx.sql(\"UPDATE creators SET x = 1\")")).containsExactly("creators");
    }
}
