package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.sandbox.database.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The embedded database on a machine that is not kind: another language, a stale process id, a database that dies, and
/// a backup that lies in the folder that it reads.
final class EmbeddedPartsTest {
    private static final String APP = "app's password";
    private static final String OWNER = "owner's password";

    @TempDir
    Path dir;

    private static String ask(EmbeddedDatabase db, String sql) throws SQLException {
        try (Connection c = DriverManager.getConnection(db.owner().jdbcUrl(), "postgres", OWNER);
                var s = c.createStatement();
                var r = s.executeQuery(sql)) {
            r.next();
            return r.getString(1);
        }
    }

    private static long postmaster(Path folder) throws IOException {
        return Long.parseLong(
                Files.readAllLines(folder.resolve("postmaster.pid")).getFirst().strip());
    }

    @Test
    void lettersFollowTheSameRulesOnEveryMachine() throws Exception {
        try (var db = EmbeddedDatabase.start(dir.resolve("postgres"), APP, OWNER)) {
            assertThat(
                            ask(
                                    db,
                                    "SELECT CAST(datlocprovider AS text) || ' ' || datlocale FROM pg_database WHERE datname = 'postgres'"))
                    .isEqualTo("b C.UTF-8");
            assertThat(ask(db, "SELECT lower('INFO ÄÖÜ')")).isEqualTo("info äöü");
        }
    }

    @Test
    void aDatabaseThatEndsByItselfComesBackAtItsAddress() throws Exception {
        Path folder = dir.resolve("postgres");
        try (var db = EmbeddedDatabase.start(folder, APP, OWNER)) {
            ask(db, "SELECT 1");
            long before = postmaster(folder);
            ProcessHandle.of(before).orElseThrow().destroyForcibly();
            Instant end = Instant.now().plus(Duration.ofSeconds(60));
            while (true) {
                assertThat(Instant.now()).as("it is back").isBefore(end);
                try {
                    assertThat(ask(db, "SELECT 7")).isEqualTo("7");
                    if (postmaster(folder) != before) {
                        break;
                    }
                } catch (SQLException e) {
                    // Not yet.
                }
                Thread.sleep(100);
            }
        }
        assertThat(ProcessHandle.allProcesses()
                        .filter(p -> p.info()
                                .commandLine()
                                .filter(c -> c.contains(folder.toString()))
                                .isPresent())
                        .toList())
                .as("what was started again is stopped as well")
                .isEmpty();
    }

    @Test
    void aStaleProcessIdStopsNobodyElsesDatabase() throws Exception {
        Path others = dir.resolve("others");
        Path ours = dir.resolve("ours");
        try (var theirs = EmbeddedDatabase.start(others, APP, OWNER)) {
            EmbeddedDatabase.start(ours, APP, OWNER).close();
            List<String> file = Files.readAllLines(others.resolve("postmaster.pid"));
            Files.write(ours.resolve("postmaster.pid"), file);
            try (var again = EmbeddedDatabase.start(ours, APP, OWNER)) {
                assertThat(ask(again, "SELECT 1")).isEqualTo("1");
                assertThat(ask(theirs, "SELECT 1")).isEqualTo("1");
            }
            Files.writeString(ours.resolve("postmaster.pid"), "not a number\n");
            try (var again = EmbeddedDatabase.start(ours, APP, OWNER)) {
                assertThat(ask(again, "SELECT 1")).isEqualTo("1");
            }
        }
    }

    @Test
    void itsProgramsLieWhereNobodyElseCanPutTheirs() throws Exception {
        try (var db = EmbeddedDatabase.start(dir.resolve("postgres"), APP, OWNER)) {
            assertThat(ask(db, "SELECT 1")).isEqualTo("1");
            Path program = Path.of(ProcessHandle.of(postmaster(dir.resolve("postgres")))
                    .orElseThrow()
                    .info()
                    .command()
                    .orElseThrow());
            assertThat(program.toString()).doesNotStartWith(System.getProperty("java.io.tmpdir") + "/embedded-pg");
            Path root = program;
            while (root.getParent() != null && !root.getFileName().toString().startsWith("postgres")
                    || Files.isRegularFile(root)) {
                root = root.getParent();
            }
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(root)))
                    .as(root.toString())
                    .isEqualTo("rwx------");
        }
    }

    @Test
    void aBackupInTheFolderThatItReadsHoldsNoBackup() throws Exception {
        Path data = dir.resolve("data");
        Files.createDirectories(data.resolve("storage"));
        Files.writeString(data.resolve("storage").resolve("picture"), "what is kept");
        try (var db = EmbeddedDatabase.start(data.resolve("postgres"), APP, OWNER)) {
            gg.tap2.server.platform.db.Migrations.run(
                    Embedded.address(db.owner()), db.app().user());
            var source = new org.postgresql.ds.PGSimpleDataSource();
            source.setUrl(db.app().jdbcUrl());
            source.setUser(db.app().user());
            source.setPassword(APP);
            var first = Backup.write(source, data, data.resolve("first.zip"), Instant.now());
            Files.writeString(data.resolve("killed.backup.part"), "half");
            var second = Backup.write(source, data, data.resolve("a-second.zip"), Instant.now());
            var third = Backup.write(source, data, data.resolve("backups").resolve("third.backup"), Instant.now());
            assertThat(second.files()).isEqualTo(first.files());
            assertThat(third.files()).isEqualTo(first.files());
            try (var zip =
                    new java.util.zip.ZipFile(data.resolve("a-second.zip").toFile())) {
                assertThat(zip.stream().map(Object::toString).toList())
                        .contains("files/storage/picture")
                        .noneMatch(n -> n.contains("first.zip") || n.contains("killed") || n.contains("second"));
            }
        }
    }

    @Test
    void aBackupThatIsCutOffIsSaidToBe() throws Exception {
        Path cut = dir.resolve("cut.backup");
        Files.write(cut, new byte[] {'P', 'K', 3, 4, 0, 0, 0});
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> RestoreCommand.restore(cut, dir.resolve("new")))
                .isInstanceOf(gg.tap2.server.platform.config.ConfigException.class)
                .hasMessageContaining("nothing was restored");
        assertThat(dir.resolve("new")).doesNotExist();
    }

    @Test
    void whatTheLauncherSetsForItselfIsNoUnknownSetting() {
        var config = ServerConfig.load(
                null,
                Map.of("TAP2_HEAP", "256m", "TAP2_JAVA_OPTS", "", "TAP2_COMMAND", "/opt/tap2"),
                Map.of(Key.DATA_DIR, dir.toString()));
        assertThat(config.dataDir()).isEqualTo(dir);
    }

    @Test
    void aProcessIdOfSomebodyElseIsNoRunningServer() throws Exception {
        Files.writeString(
                dir.resolve("run.json"),
                "{\"pid\": 1, \"database\": {\"jdbcUrl\": \"jdbc:postgresql://127.0.0.1:1/x\", \"user\": \"u\", \"password\": \"p\"}}");
        assertThat(DataFolder.isInUse(dir)).isFalse();
        try (var folder = DataFolder.open(dir)) {
            assertThat(folder.path()).isEqualTo(dir);
            assertThat(DataFolder.isInUse(dir)).isTrue();
        }
        assertThat(DataFolder.isInUse(dir)).isFalse();
    }
}
