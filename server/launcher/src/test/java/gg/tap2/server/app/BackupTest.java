package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.server.ledger.LedgerCheck;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Migrations;
import gg.tap2.server.sandbox.database.EmbeddedDatabase;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// A backup of the running server, restored elsewhere.
final class BackupTest {
    private static final TestServer SERVER = TestServer.get();

    @TempDir
    Path folder;

    private Path backup() {
        SERVER.creator();
        Path file = folder.resolve("all.backup");
        Backup.write(
                SERVER.app().db().dataSource(),
                SERVER.app().dataDir(),
                file,
                SERVER.app().clock().instant());
        return file;
    }

    @Test
    void whatWasSavedIsThereAgainAndTheLedgerIsInOrder() throws Exception {
        var creator = SERVER.creator();
        UUID id = SERVER.app()
                .db()
                .read(tx -> tx.sql("SELECT id FROM creators WHERE slug = :slug")
                        .set("slug", creator.slug())
                        .one(r -> r.uuid("id")));
        Path file = backup();
        Map<String, Long> before = counts(SERVER.app().db());
        Path home = folder.resolve("home");
        RestoreCommand.restore(file, home);
        try (DataFolder data = DataFolder.open(home);
                EmbeddedDatabase postgres = Embedded.database(data)) {
            Migrations.run(Embedded.address(postgres.owner()), postgres.app().user());
            try (Db db = Db.open(Embedded.address(postgres.app()), 2)) {
                Map<String, Long> after = counts(db);
                assertThat(after.get("users")).isEqualTo(before.get("users"));
                assertThat(after.get("audit_events")).isEqualTo(before.get("audit_events"));
                assertThat(after.keySet()).isEqualTo(before.keySet());
                String slug = db.read(tx -> tx.sql("SELECT slug FROM creators WHERE id = :id")
                        .set("id", id)
                        .one(r -> r.text("slug")));
                assertThat(slug).isEqualTo(creator.slug());
                assertThat(new LedgerCheck(db).run().differences()).isEmpty();
                // Triggers and rights are as they were.
                assertThatThrownBy(() -> db.transact(
                                tx -> tx.sql("DELETE FROM audit_events").update()))
                        .satisfies(e -> assertThat(Db.sqlState(e)).isEqualTo("42501"));
            }
        }
        assertThat(Files.readString(home.resolve("keys/keyset.json")))
                .isEqualTo(Files.readString(SERVER.app().dataDir().resolve("keys/keyset.json")));
    }

    private static Map<String, Long> counts(Db db) {
        var out = new TreeMap<String, Long>();
        for (String table : db.read(tx -> tx.sql(
                        "SELECT tablename FROM pg_tables WHERE schemaname = 'public' AND tablename <> 'schema_history'")
                .list(r -> r.text("tablename")))) {
            out.put(
                    table,
                    db.read(tx -> tx.sql("SELECT count(*) AS n FROM " + table).one(r -> r.number("n"))));
        }
        return out;
    }

    /// One bit anywhere: in an entry, between entries, in the directory, in the manifest, in the seal.
    @Test
    void aDamagedBackupRestoresNothing() throws IOException {
        Path file = backup();
        byte[] bytes = Files.readAllBytes(file);
        Path broken = folder.resolve("broken.backup");
        Path home = folder.resolve("nothing");
        for (int i = 0; i < 64; i++) {
            int at = (int) ((bytes.length - 1L) * i / 63);
            bytes[at] ^= 1;
            Files.write(broken, bytes);
            bytes[at] ^= 1;
            assertThatThrownBy(() -> RestoreCommand.restore(broken, home))
                    .as("bit at %d of %d", at, bytes.length)
                    .isInstanceOf(Exception.class);
            assertThat(home).doesNotExist();
        }
        Files.write(broken, java.util.Arrays.copyOf(bytes, bytes.length * 2 / 3));
        assertThatThrownBy(() -> RestoreCommand.restore(broken, home)).isInstanceOf(Exception.class);
        assertThat(home).doesNotExist();
    }

    @Test
    void nothingIsOverwritten() throws IOException {
        Path file = backup();
        assertThatThrownBy(() -> Backup.write(
                        SERVER.app().db().dataSource(),
                        SERVER.app().dataDir(),
                        file,
                        SERVER.app().clock().instant()))
                .isInstanceOf(ConfigException.class);
        Path home = Files.createDirectories(folder.resolve("used"));
        Files.writeString(home.resolve("mine"), "x");
        assertThatThrownBy(() -> RestoreCommand.restore(file, home))
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("not empty");
    }
}
