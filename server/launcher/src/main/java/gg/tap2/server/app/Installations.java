package gg.tap2.server.app;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.DatabaseAddress;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.sandbox.database.EmbeddedDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/// Reaches the database of an installation whether its server runs or not.
final class Installations {
    private Installations() {}

    /// @throws ConfigException when there is no installation in the folder
    static int withDatabase(ServerConfig config, ToIntFunction<Db> work) throws IOException {
        Path data = config.dataDir();
        DatabaseAddress known =
                config.isSet(Key.DATABASE_URL) ? DatabaseAddress.parse(config.text(Key.DATABASE_URL)) : running(data);
        if (known != null) {
            try (Db db = Db.open(known, 2)) {
                return work.applyAsInt(db);
            }
        }
        if (!Files.isDirectory(data.resolve("postgres"))) {
            throw new ConfigException("there is no installation in " + data);
        }
        try (DataFolder folder = DataFolder.open(data);
                EmbeddedDatabase postgres = Embedded.database(folder);
                Db db = Db.open(Embedded.address(postgres.app()), 2)) {
            return work.applyAsInt(db);
        }
    }

    /// The database of a server that is running on this folder now, by its run.json.
    private static @Nullable DatabaseAddress running(Path data) throws IOException {
        Path file = data.resolve("run.json");
        if (!Files.exists(file)) {
            return null;
        }
        JsonNode run = Json.tree(Files.readAllBytes(file));
        boolean alive = DataFolder.isInUse(data);
        JsonNode database = run.path("database");
        return alive && database.has("password")
                ? new DatabaseAddress(
                        database.path("jdbcUrl").asText(),
                        database.path("user").asText(),
                        new Secret(database.path("password").asText()),
                        false)
                : null;
    }
}
