package gg.tap2.server.app;

import gg.tap2.server.platform.config.Key;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.TimeUnit;

/// One more server on the database and storage of a running one, as a process of its own.
record ServerNode(Process process, int port, Path log) implements AutoCloseable {
    String url() {
        return "http://127.0.0.1:" + port;
    }

    static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Returns when it is ready.
    static ServerNode start(ServerApp app, Path folder, String name, Map<Key, String> more) throws Exception {
        return start(
                settings(app, folder, name, more),
                folder,
                name,
                System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")));
    }

    /// What the further server needs to share everything with the first.
    static Map<Key, String> settings(ServerApp app, Path folder, String name, Map<Key, String> more)
            throws IOException {
        var database = app.services().databaseAddress();
        var storage = app.services().storageSettings();
        var set = new EnumMap<Key, String>(Key.class);
        for (Key k : Key.values()) {
            if (app.config().isSetExplicitly(k)) {
                set.put(k, app.config().text(k));
            }
        }
        set.put(Key.HTTP_PORT, Integer.toString(freePort()));
        set.put(Key.DATA_DIR, folder.resolve(name).toString());
        set.put(
                Key.DATABASE_URL,
                database.jdbcUrl() + "?user=" + database.user() + "&password="
                        + database.password().value());
        set.put(
                Key.DATABASE_MIGRATION_URL,
                database.jdbcUrl() + "?user=postgres&password="
                        + Launcher.embedded(app).databaseOwnerPassword().value());
        set.put(Key.DATABASE_POOL, "8");
        set.put(Key.S3_ENDPOINT, storage.endpoint().toString());
        set.put(Key.S3_BUCKET, storage.bucket());
        set.put(Key.S3_REGION, storage.region());
        set.put(Key.S3_ACCESS_KEY, storage.accessKey());
        set.put(Key.S3_SECRET_KEY, storage.secretKey().value());
        set.put(Key.ENCRYPTION_KEYSET, Files.readString(app.dataDir().resolve("keys/keyset.json")));
        set.put(Key.DRAIN_SECONDS, "2");
        set.put(Key.LOG_FORMAT, "json");
        set.put(Key.DATABASE_SLOW_MS, "0");
        set.putAll(more);
        return set;
    }

    static ServerNode start(Map<Key, String> settings, Path folder, String name, String classPath) throws Exception {
        var properties = new Properties();
        settings.forEach((k, v) -> properties.setProperty(k.key(), v));
        Path file = folder.resolve(name + ".properties");
        try (var out = Files.newBufferedWriter(file)) {
            properties.store(out, null);
        }
        Path log = folder.resolve(name + ".log");
        Process p = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx300m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        classPath,
                        "gg.tap2.server.app.Main",
                        "run",
                        "--no-demo-data",
                        "--config",
                        file.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long end = System.nanoTime() + Duration.ofSeconds(120).toNanos();
        while (!Files.readString(log).contains("Ready ")) {
            if (!p.isAlive() || System.nanoTime() > end) {
                p.destroyForcibly();
                throw new AssertionError("the server did not start:\n" + Files.readString(log));
            }
            Thread.sleep(100);
        }
        return new ServerNode(p, Integer.parseInt(String.valueOf(settings.get(Key.HTTP_PORT))), log);
    }

    /// As a power cut.
    void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    @Override
    public void close() throws InterruptedException {
        process.destroy();
        if (!process.waitFor(30, TimeUnit.SECONDS)) {
            process.destroyForcibly();
        }
    }
}
