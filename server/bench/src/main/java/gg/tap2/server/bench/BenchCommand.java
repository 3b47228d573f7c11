package gg.tap2.server.bench;

import gg.tap2.server.app.Launcher;
import gg.tap2.server.app.Main;
import gg.tap2.server.app.ServerApp;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.DatabaseAddress;
import gg.tap2.server.platform.db.Db;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/// `tap2 bench [NAME …]`: gives the benchmarks a server of their own in a folder that is deleted afterwards.
@Command(name = "bench", description = "Measures the product against its peers on this machine.")
public final class BenchCommand implements Callable<Integer> {
    @Parameters(arity = "0..*", paramLabel = "NAME", description = "which benchmarks; all without a name")
    List<String> names = List.of();

    @Option(names = "--list", description = "names the benchmarks and ends")
    boolean list;

    @Option(names = "--rounds", description = "how often each side runs, in turn (default 5)")
    int rounds = 5;

    @Option(names = "--scale", description = "size of the work, 1 for the published figures (default 1)")
    double scale = 1;

    @Option(
            names = "--peers",
            negatable = true,
            defaultValue = "true",
            fallbackValue = "true",
            description = "also run what we compare with")
    boolean peers = true;

    @Option(names = "--json", description = "where the results go (default bench.json)")
    Path json = Path.of("bench.json");

    public static void main(String[] args) {
        System.exit(Main.execute(new BenchCommand(), args));
    }

    @Override
    public Integer call() throws Exception {
        var all = new Benchmarks();
        if (list) {
            all.list(System.out);
            return 0;
        }
        Path folder = Files.createTempDirectory("tap2-bench-");
        try (var servers = new Servers(folder)) {
            return all.run(names, servers, folder, rounds, scale, peers, System.out, json) ? 0 : 1;
        } finally {
            delete(folder);
        }
    }

    private static void delete(Path folder) throws java.io.IOException {
        try (var paths = Files.walk(folder)) {
            for (Path p : paths.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(p);
            }
        }
    }

    /// Servers are started when a benchmark asks for them; some need none.
    private static final class Servers implements BenchServers, AutoCloseable {
        private final Path folder;
        private final List<ServerApp> started = new ArrayList<>();
        private @Nullable BenchServer shared;

        Servers(Path folder) {
            this.folder = folder;
        }

        @Override
        public synchronized BenchServer shared() {
            BenchServer running = shared;
            if (running == null) {
                running = start(Map.of());
                shared = running;
            }
            return running;
        }

        @Override
        public synchronized BenchServer start(Map<Key, String> settings) {
            var keys = new EnumMap<Key, String>(Key.class);
            keys.put(Key.DATA_DIR, folder.resolve("data-" + started.size()).toString());
            keys.put(Key.HTTP_PORT, "0");
            keys.put(Key.RATELIMIT_FACTOR, "1000000");
            keys.putAll(settings);
            ServerApp app = Launcher.start(ServerConfig.load(null, Map.of(), keys));
            started.add(app);
            return new Running(app);
        }

        @Override
        public synchronized void close() {
            started.forEach(ServerApp::close);
        }
    }

    private record Running(ServerApp app) implements BenchServer {
        @Override
        public Db db() {
            return app.db();
        }

        @Override
        public Ledger ledger() {
            return app.ledger();
        }

        @Override
        public InstantSource clock() {
            return app.clock();
        }

        @Override
        public String url() {
            return app.localUrl();
        }

        @Override
        public String setting(Key key) {
            return app.config().text(key);
        }

        @Override
        public DatabaseAddress owner() {
            var a = Launcher.embedded(app).databaseAddress();
            return new DatabaseAddress(
                    a.jdbcUrl(), "postgres", Launcher.embedded(app).databaseOwnerPassword(), false);
        }

        @Override
        public UUID guest(String email, String name) {
            return app.billing().fans().guest(email, name);
        }

        @Override
        public void notices(boolean running) {
            app.notices().pause(!running);
        }
    }
}
