package gg.tap2.server.app;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.ledger.LedgerCheck;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.DatabaseAddress;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.EmbeddedDatabase;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/// `tap2 doctor`: checks the ledger of a running or stopped installation; exit status 1 on any difference.
@Command(name = "doctor", description = "Checks the ledger; exit status 1 on any difference.")
final class DoctorCommand implements Callable<Integer> {
    @Mixin
    StartOptions options = new StartOptions();

    @Override
    public Integer call() throws Exception {
        ServerConfig config = options.load();
        Path data = config.dataDir();
        if (config.isSet(Key.DATABASE_URL)) {
            return check(DatabaseAddress.parse(config.text(Key.DATABASE_URL)));
        }
        DatabaseAddress running = running(data);
        if (running != null) {
            return check(running);
        }
        if (!Files.isDirectory(data.resolve("postgres"))) {
            throw new ConfigException("there is no installation in " + data);
        }
        try (DataFolder folder = DataFolder.open(data);
                EmbeddedDatabase db = EmbeddedDatabase.start(data.resolve("postgres"), folder.secret("database"))) {
            return check(db.app());
        }
    }

    /// The database of a server that is running on this folder now, by its run.json.
    private static @Nullable DatabaseAddress running(Path data) throws IOException {
        Path file = data.resolve("run.json");
        if (!Files.exists(file)) {
            return null;
        }
        JsonNode run = Json.tree(Files.readAllBytes(file));
        boolean alive = ProcessHandle.of(run.path("pid").asLong()).filter(ProcessHandle::isAlive).isPresent();
        JsonNode database = run.path("database");
        return alive && database.has("password")
                ? new DatabaseAddress(
                        database.path("jdbcUrl").asText(), database.path("user").asText(), new Secret(database.path("password").asText()), false)
                : null;
    }

    private static int check(DatabaseAddress address) {
        try (Db db = Db.open(address, 2)) {
            var report = new LedgerCheck(db).run();
            System.out.printf("%d journals, %d postings, %d creators%n", report.journals(), report.postings(), report.creators());
            System.out.println("Trial balance:");
            report.trialBalance().forEach(t -> System.out.printf("  %-20s %s %,18d%n", t.kind(), t.currency(), t.amount()));
            report.differences().forEach(d -> System.out.println("DIFFERENCE " + d));
            System.out.println(report.clean() ? "The ledger is in order." : report.differences().size() + " differences.");
            return report.clean() ? 0 : 1;
        }
    }
}
