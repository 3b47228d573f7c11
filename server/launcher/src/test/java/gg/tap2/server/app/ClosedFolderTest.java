package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.server.testing.TestServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Another user of this machine neither reads the data folder nor gets into its database.
final class ClosedFolderTest {
    private static final TestServer SERVER = TestServer.get();

    @TempDir
    Path folder;

    @ParameterizedTest
    @CsvSource({"postgres,postgres", "postgres,wrong", "postgres,''", "tap2_app,wrong", "tap2_app,''"})
    void theDatabaseAsksForItsPassword(String role, String password) {
        String url = SERVER.app().services().databaseAddress().jdbcUrl();
        assertThatThrownBy(
                        () -> DriverManager.getConnection(url, role, password).close())
                .isInstanceOf(SQLException.class)
                .hasMessageContaining("password");
    }

    @Test
    void itsOwnerIsLetInWithTheKeptOne() throws Exception {
        var embedded = Launcher.embedded(SERVER.app());
        try (var c = DriverManager.getConnection(
                        embedded.databaseAddress().jdbcUrl(),
                        "postgres",
                        embedded.databaseOwnerPassword().value());
                var s = c.createStatement();
                var r = s.executeQuery("SELECT count(*) FROM pg_hba_file_rules WHERE auth_method <> 'scram-sha-256'")) {
            assertThat(r.next()).isTrue();
            assertThat(r.getInt(1)).isZero();
        }
    }

    @Test
    void theFolderIsForItsUserOnly() throws Exception {
        assertThat(mode(SERVER.app().dataDir())).isEqualTo("rwx------");
        assertThat(mode(SERVER.app().dataDir().resolve("state.properties"))).isEqualTo("rw-------");
        assertThat(mode(SERVER.app().dataDir().resolve("postgres"))).isEqualTo("rwx------");
    }

    @Test
    void whatAnEarlierVersionLeftOpenIsClosed() throws Exception {
        Path keys = Files.createDirectories(folder.resolve("sandbox")).resolve("keys.json");
        Files.writeString(keys, "{}");
        for (Path p : new Path[] {folder, folder.resolve("sandbox")}) {
            Files.setPosixFilePermissions(p, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
        Files.setPosixFilePermissions(keys, PosixFilePermissions.fromString("rw-r--r--"));
        DataFolder.open(folder).close();
        assertThat(mode(folder)).isEqualTo("rwx------");
        assertThat(mode(folder.resolve("sandbox"))).isEqualTo("rwx------");
        assertThat(mode(keys)).isEqualTo("rw-------");
    }

    private static String mode(Path path) throws Exception {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
