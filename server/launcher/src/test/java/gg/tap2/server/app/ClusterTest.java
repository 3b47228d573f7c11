package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.TestServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
    /// Tries, 100 ms apart: a request whose server died is taken over after twenty seconds.
    private static final int PATIENCE = 300;

    @TempDir
    Path folder;

    private final TestServer first = TestServer.get();
    private final HttpClient http = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(2))
            .build();
    private final List<ServerNode> ready = new CopyOnWriteArrayList<>();
    private final Queue<String> failures = new ConcurrentLinkedQueue<>();
    private final Set<String> created = ConcurrentHashMap.newKeySet();
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger retries = new AtomicInteger();
    private volatile boolean stop;
    private volatile boolean retrying;

    @Test
    void oneServerIsReplacedAndOneIsKilledUnderLoad() throws Exception {
        int redisPort = ServerNode.freePort();
        var redis = new RedisServer(redisPort);
        redis.start();
        List<ServerNode> nodes = new ArrayList<>();
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
            ServerNode leaving = nodes.getFirst();
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
                t.join(60_000);
            }
            balancer.join(5_000);
            assertThat(failures).isEmpty();
            assertThat(codes(creator.slug())).isEqualTo(created);
            assertThat(runs("digest")).as("each due run ran once").isEqualTo(rounds);
            for (ServerNode n : nodes) {
                secretsStayed(n.log());
            }
            System.out.printf(
                    "cluster: %d created, %d read, %d retried, %d job runs%n",
                    created.size(), reads.get(), retries.get(), rounds);
        } finally {
            stop = true;
            for (ServerNode n : nodes) {
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
    private void balance(List<ServerNode> nodes) {
        while (!stop) {
            for (ServerNode n : List.copyOf(nodes)) {
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
        for (int attempt = 0; attempt < (retrying ? PATIENCE : 1); attempt++) {
            List<ServerNode> up = List.copyOf(ready);
            if (up.isEmpty()) {
                sleep(50);
                attempt--;
                if (stop) {
                    return false;
                }
                continue;
            }
            ServerNode n = up.get(Math.floorMod(key.hashCode() + attempt, up.size()));
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

    private ServerNode start(String name, int redisPort) throws Exception {
        return ServerNode.start(first.app(), folder, name, Map.of(Key.REDIS_URL, "redis://127.0.0.1:" + redisPort));
    }
}
