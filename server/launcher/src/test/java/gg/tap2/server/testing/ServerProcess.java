package gg.tap2.server.testing;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;

/// A server of its own process, so that it can be killed. Started again on the same folder it is the same
/// installation.
public final class ServerProcess implements AutoCloseable {
    private final Path folder;
    private final List<String> more;
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private volatile JsonNode run = Json.tree("{}");
    private Process process;
    private String classesBefore = "";

    /// @param folder of the installation, its settings and its log
    /// @param settings besides generous rate limits
    /// @param more arguments of `run`
    public ServerProcess(Path folder, Map<String, String> settings, String... more) throws IOException {
        this.folder = folder;
        this.more = List.of(more);
        var text = new StringBuilder("ratelimit.factor=1000\n");
        settings.forEach((k, v) -> text.append(k).append('=').append(v).append('\n'));
        Files.writeString(Files.createDirectories(folder).resolve("test.properties"), text);
    }

    public static Path home(Path folder) {
        return folder.resolve("home");
    }

    /// Classes of `folder` are taken instead of those of the same name; for a server with a planted defect.
    public ServerProcess with(Path classes) {
        classesBefore = classes + java.io.File.pathSeparator;
        return this;
    }

    public ServerProcess start() throws IOException, InterruptedException {
        Path log = folder.resolve("server.log");
        long before = readyLines(log);
        var command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xmx400m",
                "-XX:+ExitOnOutOfMemoryError",
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "--enable-native-access=ALL-UNNAMED",
                "-cp",
                classesBefore + System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                "gg.tap2.server.app.Main",
                "run",
                "--data",
                home(folder).toString(),
                "--no-demo-data",
                "--config",
                folder.resolve("test.properties").toString()));
        command.addAll(more.isEmpty() ? List.of("--port", "0") : more);
        process = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .start();
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (readyLines(log) == before) {
            if (!process.isAlive() || System.nanoTime() > end) {
                process.destroyForcibly();
                throw new AssertionError("the server did not start:\n" + Files.readString(log));
            }
            Thread.sleep(50);
        }
        run = Json.tree(Files.readAllBytes(home(folder).resolve("run.json")));
        return this;
    }

    private static long readyLines(Path log) throws IOException {
        if (!Files.exists(log)) {
            return 0;
        }
        try (var lines = Files.lines(log)) {
            return lines.filter(l -> l.startsWith("Ready ")).count();
        }
    }

    /// As `kill -9`; the database inside dies with it.
    public void kill() throws InterruptedException {
        process.destroyForcibly().waitFor();
    }

    /// As a supervisor or Ctrl-C ends it.
    ///
    /// @return what the server wrote from the signal to its end
    public String stop(Duration longest) throws IOException, InterruptedException {
        Path log = folder.resolve("server.log");
        int before = Files.readString(log).length();
        process.destroy();
        if (!process.waitFor(longest.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("the server did not end:\n" + Files.readString(log));
        }
        return Files.readString(log).substring(before);
    }

    /// Addresses and keys of every part, as `run.json` tells them.
    public JsonNode run() {
        return run;
    }

    public String url() {
        return run.at("/server/base").asText();
    }

    public Connection database() throws SQLException {
        JsonNode d = run.path("database");
        return DriverManager.getConnection(
                d.path("jdbcUrl").asText(),
                d.path("user").asText(),
                d.path("password").asText());
    }

    /// The first column of a query, sorted.
    public TreeSet<String> column(String sql) throws SQLException {
        var out = new TreeSet<String>();
        try (var c = database();
                var s = c.createStatement();
                var r = s.executeQuery(sql)) {
            while (r.next()) {
                out.add(r.getString(1));
            }
        }
        return out;
    }

    public long number(String sql) throws SQLException {
        return Long.parseLong(column(sql).first());
    }

    public JsonNode post(String url, String type, String body, Map<String, String> headers)
            throws IOException, InterruptedException {
        var r = HttpRequest.newBuilder(URI.create(url))
                .timeout(Duration.ofSeconds(10))
                .header("Content-Type", type)
                .POST(HttpRequest.BodyPublishers.ofString(body));
        headers.forEach(r::header);
        return send(r);
    }

    public JsonNode get(String url) throws IOException, InterruptedException {
        return get(url, Duration.ofSeconds(30));
    }

    public JsonNode get(String url, Duration patience) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url)).timeout(patience));
    }

    private JsonNode send(HttpRequest.Builder r) throws IOException, InterruptedException {
        String text = http.send(r.build(), HttpResponse.BodyHandlers.ofString()).body();
        return Json.tree(text.startsWith("{") ? text : "{}");
    }

    @Override
    public void close() {
        if (process == null) {
            return;
        }
        process.destroy();
        try {
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
