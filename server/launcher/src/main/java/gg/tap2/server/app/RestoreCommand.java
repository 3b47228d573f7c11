package gg.tap2.server.app;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.Migrations;
import gg.tap2.server.sandbox.database.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.concurrent.Callable;
import java.util.zip.ZipException;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/// `tap2 restore`: makes an installation from a backup, in a folder that is empty or not there yet, and ends with the
/// doctor.
@Command(
        name = "restore",
        description = "Makes an installation from a backup, in an empty folder; ends with the doctor.")
final class RestoreCommand implements Callable<Integer> {
    @Mixin
    StartOptions options = new StartOptions();

    @Option(names = "--from", paramLabel = "FILE", required = true, description = "file that 'tap2 backup' wrote")
    @Nullable
    Path from;

    @Override
    public Integer call() throws Exception {
        ServerConfig config = options.load();
        if (config.isSet(Key.DATABASE_URL) || config.isSet(Key.S3_ENDPOINT)) {
            throw new ConfigException("restore is for the embedded database and storage");
        }
        restore(java.util.Objects.requireNonNull(from), config.dataDir());
        System.out.println("Restored into " + config.dataDir());
        return Installations.withDatabase(config, DoctorCommand::check);
    }

    private static ZipFile open(Path backup) throws IOException {
        try {
            return new ZipFile(backup.toFile());
        } catch (ZipException e) {
            throw new ConfigException("the backup " + backup + " is cut off or is none; nothing was restored");
        }
    }

    /// @throws ConfigException when the folder is not empty, or the backup is damaged or newer than this server
    static void restore(Path backup, Path data) throws IOException, SQLException {
        if (Files.exists(data)) {
            try (var inside = Files.list(data)) {
                if (inside.findAny().isPresent()) {
                    throw new ConfigException("the folder " + data + " is not empty; restore into a new one");
                }
            }
        }
        if (!Files.isRegularFile(backup)) {
            throw new ConfigException("there is no file " + backup);
        }
        try (var zip = open(backup)) {
            JsonNode manifest = Backup.verify(zip);
            if (manifest.path("format").asInt() > DataFolder.FORMAT) {
                throw new ConfigException("the backup was written by a newer version");
            }
            Files.createDirectories(data);
            Backup.unpack(zip, data);
            try (DataFolder folder = DataFolder.open(data);
                    EmbeddedDatabase postgres = Embedded.database(folder)) {
                var owner = Embedded.address(postgres.owner());
                // The schema that the backup was made of; the next start brings it up to date.
                Migrations.run(
                        owner, postgres.app().user(), manifest.path("schema").asText());
                try (Connection c = DriverManager.getConnection(
                        owner.jdbcUrl(), owner.user(), owner.password().value())) {
                    Backup.load(zip, manifest, c);
                }
            }
        }
    }
}
