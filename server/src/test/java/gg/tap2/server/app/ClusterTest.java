package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Queue;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redis.embedded.RedisServer;

/// Servers as processes of their own on one PostgreSQL, Redis and object storage, without sticky sessions: one is
/// replaced in order without a failed request, one is killed without a failed idempotent request, and jobs run once.
@Tag("slow")
final class ClusterTest {
    private static final int CLIENTS = 6;

    @TempDir
    Path folder;

    private final TestServer first = TestServer.get();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final List<Node> ready = new CopyOnWriteArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> created = ConcurrentHashMap.newKeySet();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();
    private volatile boolean stop;
    private volatile boolean retrying;

    /// A server process.
    private record Node(Process process, int port, Path log) {
        String url() {
            return "http://127.0.0.1:" + port;
        }
    }

    @Test
    void oneServerIsReplacedAndOneIsKilledUnderLoad() throws Exception {
        int redisPort = freePort();
        var redis = new RedisServer(redisPort);
        redis.start();
        List<Node> nodes = new ArrayList<>();
        try {
            nodes.add(start("a", redisPort));
            nodes.add(start("b", redisPort));
            var creator = first.creator();
            Thread balancer = Thread.ofVirtual().start(() -> balance(nodes));
            List<Thread> clients = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                clients.add(Thread.ofVirtual().start(() -> load(creator.accessToken())));
            }
            until("load", () -> created.size() > 30);

            // A rolling restart: every request, also one that may not be repeated, is answered.
            Node leaving = nodes.getFirst();
            leaving.process().destroy();
            assertThat(leaving.process().waitFor(30, TimeUnit.SECONDS)).isTrue();
            nodes.set(0, start("c", redisPort));
            int before = created.size();
            until("load after the restart", () -> created.size() > before + 30);
            assertThat(failures).as("without a single retry").isEmpty();
            assertThat(retries).hasValue(0);

            // A crash, while jobs are due: idempotent requests are repeated elsewhere.
            retrying = true;
            int rounds = 0;
            for (; rounds < 4; rounds++) {
                runOnceEverywhere("digest", rounds);
            }
            nodes.get(1).process().destroyForcibly().waitFor();
            for (; rounds < 8; rounds++) {
                runOnceEverywhere("digest", rounds);
            }
            int then = created.size();
            until("load after the kill", () -> created.size() > then + 30);
            stop = true;
            for (Thread t : clients) {
                t.join(20_000);
            }
            balancer.join(5_000);
            assertThat(failures).isEmpty();
            assertThat(codes(creator.slug())).isEqualTo(created);
            assertThat(runs("digest")).as("each due run ran once").isEqualTo(rounds);
            for (Node n : nodes) {
                secretsStayed(n.log());
            }
            System.out.printf(
                    "cluster: %d created, %d read, %d retried, %d job runs%n",
                    created.size(), reads.get(), retries.get(), rounds);
        } finally {
            stop = true;
            for (Node n : nodes) {
                n.process().destroy();
                if (!n.process().waitFor(30, TimeUnit.SECONDS)) {
                    n.process().destroyForcibly();
                }
            }
            redis.stop();
        }
    }

    /// What the tests know as secret is in no log.
    private void secretsStayed(Path log) throws IOException {
        String text = Files.readString(log);
        for (Key k : Key.values()) {
            String value = first.app().config().text(k);
            if (k.secret() && value.length() >= 8) {
                assertThat(text).as(k.key()).doesNotContain(value);
            }
        }
        assertThat(text).doesNotContain(TestServer.PASSWORD).doesNotContain("eyJ");
        var lines = text.lines().filter(l -> l.startsWith("{")).toList();
        assertThat(lines).as("the log is JSON").isNotEmpty();
        for (String line : lines) {
            var json = Json.tree(line);
            assertThat(json.has("@timestamp") && json.has("level") && json.has("message") && json.has("logger_name"))
                    .as(line)
                    .isTrue();
        }
    }

    private void until(String what, java.util.function.BooleanSupplier ok) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(60).toNanos();
        while (!ok.getAsBoolean()) {
            assertThat(System.nanoTime())
                    .as("waited in vain for " + what + ": " + failures)
                    .isLessThan(end);
            Thread.sleep(50);
        }
    }

    private void runOnceEverywhere(String job, int before) throws InterruptedException {
        first.app()
                .db()
                .transact(tx -> tx.sql(
                                "UPDATE scheduled_tasks SET execution_time = :now WHERE task_name = :job AND NOT picked")
                        .set("now", first.app().clock().instant())
                        .set("job", job)
                        .update());
        until("run " + before + " of " + job, () -> runs(job) > before);
        Thread.sleep(300);
    }

    private long runs(String job) {
        return first.app()
                .db()
                .read(tx -> tx.sql("SELECT count(*) AS n FROM job_runs WHERE name = :job AND trigger = 'schedule'")
                        .set("job", job)
                        .one(r -> r.number("n")));
    }

    private Set<String> codes(String slug) {
        return Set.copyOf(first.app()
                .db()
                .read(tx -> tx.sql(
                                "SELECT d.code FROM discount_codes d JOIN creators c ON c.id = d.creator_id WHERE c.slug = :slug")
                        .set("slug", slug)
                        .list(r -> r.text("code").toLowerCase(java.util.Locale.ROOT))));
    }

    /// As a load balancer does: only who says to be ready gets requests.
    private void balance(List<Node> nodes) {
        while (!stop) {
            for (Node n : List.copyOf(nodes)) {
                boolean up = false;
                try {
                    up = n.process().isAlive()
                            && send(HttpRequest.newBuilder(URI.create(n.url() + "/health/ready")))
                                            .statusCode()
                                    == 200;
                } catch (IOException e) {
                    // not ready
                }
                if (up && !ready.contains(n)) {
                    ready.add(n);
                } else if (!up) {
                    ready.remove(n);
                }
            }
            ready.removeIf(n -> !nodes.contains(n));
            sleep(100);
        }
    }

    private void load(String token) {
        int i = 0;
        while (!stop) {
            i++;
            String code = "c" + UUID.randomUUID().toString().substring(0, 18).replace("-", "");
            if (answered(
                    "POST",
                    Routes.DISCOUNTS,
                    token,
                    Map.of("id", UUID.randomUUID(), "code", code, "percentOff", 10, "active", true),
                    201)) {
                created.add(code);
            }
            if (answered("GET", Routes.DISCOUNTS, token, null, 200)) {
                reads.incrementAndGet();
            }
            sleep(40);
        }
    }

    private boolean answered(String method, String path, String token, Object body, int expected) {
        String key = UUID.randomUUID().toString();
        String last = "";
        for (int attempt = 0; attempt < (retrying ? 40 : 1); attempt++) {
            List<Node> up = List.copyOf(ready);
            if (up.isEmpty()) {
                sleep(50);
                attempt--;
                if (stop) {
                    return false;
                }
                continue;
            }
            Node n = up.get(Math.floorMod(key.hashCode() + attempt, up.size()));
            var request = HttpRequest.newBuilder(URI.create(n.url() + path))
                    .timeout(Duration.ofSeconds(10))
                    .header("Authorization", "Bearer " + token);
            if (body == null) {
                request.GET();
            } else {
                request.header("Content-Type", "application/json")
                        .header("Idempotency-Key", key)
                        .method(method, HttpRequest.BodyPublishers.ofString(Json.write(body)));
            }
            try {
                var answer = send(request);
                if (answer.statusCode() == expected) {
                    return true;
                }
                last = answer.statusCode() + " " + answer.body();
                // 409 idempotency_running: the first try is still being answered somewhere.
                if (answer.statusCode() < 500 && answer.statusCode() != 409) {
                    break;
                }
            } catch (IOException e) {
                last = e.toString();
            }
            retries.incrementAndGet();
            sleep(100);
        }
        failures.add(method + " " + path + ": " + last);
        return false;
    }

    private HttpResponse<String> send(HttpRequest.Builder request) throws IOException {
        try {
            return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException(e);
        }
    }

    private static void sleep(long ms) {
        try {
            Thread.sleep(ms);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private Node start(String name, int redisPort) throws Exception {
        var app = first.app();
        var database = app.embedded().databaseAddress();
        var storage = app.embedded().storageSettings();
        var set = new EnumMap<Key, String>(Key.class);
        for (Key k : Key.values()) {
            if (app.config().isSet(k)) {
                set.put(k, app.config().text(k));
            }
        }
        int port = freePort();
        set.put(Key.HTTP_PORT, Integer.toString(port));
        set.put(Key.DATA_DIR, folder.resolve(name).toString());
        set.put(
                Key.DATABASE_URL,
                database.jdbcUrl() + "?user=" + database.user() + "&password="
                        + database.password().value());
        set.put(
                Key.DATABASE_MIGRATION_URL,
                database.jdbcUrl() + "?user=postgres&password="
                        + app.embedded().databaseOwnerPassword().value());
        set.put(Key.DATABASE_POOL, "8");
        set.put(Key.REDIS_URL, "redis://127.0.0.1:" + redisPort);
        set.put(Key.S3_ENDPOINT, storage.endpoint().toString());
        set.put(Key.S3_BUCKET, storage.bucket());
        set.put(Key.S3_REGION, storage.region());
        set.put(Key.S3_ACCESS_KEY, storage.accessKey());
        set.put(Key.S3_SECRET_KEY, storage.secretKey().value());
        set.put(Key.ENCRYPTION_KEYSET, Files.readString(app.dataDir().resolve("keys/keyset.json")));
        set.put(Key.DRAIN_SECONDS, "2");
        set.put(Key.LOG_FORMAT, "json");
        set.put(Key.DATABASE_SLOW_MS, "0");
        var properties = new Properties();
        set.forEach((k, v) -> properties.setProperty(k.key(), v));
        Path settings = folder.resolve(name + ".properties");
        try (var out = Files.newBufferedWriter(settings)) {
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
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        "gg.tap2.server.app.Main",
                        "run",
                        "--no-demo-data",
                        "--config",
                        settings.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        long end = System.nanoTime() + Duration.ofSeconds(90).toNanos();
        while (!Files.readString(log).contains("Ready ")) {
            if (!p.isAlive() || System.nanoTime() > end) {
                p.destroyForcibly();
                throw new AssertionError("the server did not start:\n" + Files.readString(log));
            }
            Thread.sleep(100);
        }
        return new Node(p, port, log);
    }
}
