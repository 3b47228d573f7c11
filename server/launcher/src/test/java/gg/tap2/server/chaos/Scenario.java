package gg.tap2.server.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.testing.ServerProcess;
import gg.tap2.server.testing.TestServer;
import gg.tap2.server.testing.TipLoad;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;

/// What happens to a server while people pay. Each ends with the fault over; what must hold is then asked by the suite.
enum Scenario {
    /// Stripe answers with errors, some of them after the effect.
    PROVIDER_ERRORS {
        @Override
        void strike(Stage s, Random random) throws Exception {
            for (String kind : List.of("error", "stored_error", "rate_limit")) {
                // Enough that a call fails and its repetition, too.
                s.fault(kind, "/v1/payment_intents", 4 + random.nextInt(4));
            }
            s.load().more(6, Duration.ofSeconds(8));
        }
    },

    /// Stripe does what it is asked and the answer is lost, or it does nothing and says nothing.
    LOST_REPLIES {
        @Override
        void strike(Stage s, Random random) throws Exception {
            s.fault("lose_reply", "/v1/payment_intents", 3 + random.nextInt(3));
            s.fault("timeout", "/v1/payment_intents", 1);
            s.load().more(6, Duration.ofSeconds(8));
        }
    },

    WEBHOOKS_TWICE {
        @Override
        void strike(Stage s, Random random) throws Exception {
            s.webhooks("duplicate", 1 + random.nextInt(4), 36);
            s.load().more(8, Duration.ofSeconds(8));
        }
    },

    WEBHOOKS_OUT_OF_ORDER {
        @Override
        void strike(Stage s, Random random) throws Exception {
            // Five or six events belong to a tip.
            s.webhooks("reorder", 1, 30 + random.nextInt(12));
            s.load().more(8, Duration.ofSeconds(8));
        }
    },

    /// Some events never come; the sweeper has to ask.
    WEBHOOKS_LOST {
        @Override
        void strike(Stage s, Random random) throws Exception {
            s.webhooks("drop", 1, 12 + random.nextInt(12));
            s.load().more(6, Duration.ofSeconds(8));
        }
    },

    CLOCK_JUMPS {
        @Override
        void strike(Stage s, Random random) throws Exception {
            s.load().more(3, Duration.ofSeconds(5));
            s.server()
                    .post(
                            s.server().url() + "/sandbox/clock/advance",
                            "application/json",
                            "{\"seconds\":" + (600 + random.nextInt(172_800)) + "}",
                            Map.of("Idempotency-Key", UUID.randomUUID().toString()));
            s.load().more(3, Duration.ofSeconds(8));
        }
    },

    /// Every connection to the database breaks, several times.
    CONNECTIONS_CUT {
        @Override
        void strike(Stage s, Random random) throws Exception {
            for (int i = 0; i < 3; i++) {
                s.load().more(2, Duration.ofSeconds(5));
                try (var c = s.server().database();
                        var q = c.createStatement()) {
                    q.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()"
                            + " AND datname = current_database()");
                }
            }
        }
    },

    /// The database dies as by `kill -9`. While it is gone people are told to come back; with a new start all is there.
    DATABASE_KILLED {
        @Override
        void strike(Stage s, Random random) throws Exception {
            s.load().more(4, Duration.ofSeconds(8));
            Path pidFile = ServerProcess.home(s.folder()).resolve("postgres/postmaster.pid");
            long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
            ProcessHandle.of(pid).orElseThrow().destroyForcibly();
            HttpResponse<String> reply = get(s.server().url() + "/");
            assertThat(reply.statusCode()).as(reply.body()).isEqualTo(503);
            assertThat(reply.headers().firstValue("retry-after")).isPresent();
            // The server starts its database again by itself.
            Instant end = Instant.now().plusSeconds(60);
            while (get(s.server().url() + "/").statusCode() != 200) {
                assertThat(Instant.now()).as("the database is back").isBefore(end);
                Thread.sleep(200);
            }
        }
    },

    SERVER_KILLED {
        @Override
        void strike(Stage s, Random random) throws Exception {
            s.load().more(4, Duration.ofSeconds(8));
            Thread.sleep(random.nextInt(400));
            s.server().kill();
            s.server().start();
        }
    },

    /// Clients that send a byte now and then hold their connections and nothing else.
    SLOW_CLIENTS {
        @Override
        void strike(Stage s, Random random) throws Exception {
            URI base = URI.create(s.server().url());
            List<Socket> sockets = new ArrayList<>();
            try {
                for (int i = 0; i < 150; i++) {
                    var socket = new Socket(InetAddress.getLoopbackAddress(), base.getPort());
                    sockets.add(socket);
                    trickle(socket, "GET / HTTP/1.1\r\nHo");
                }
                long begun = System.nanoTime();
                assertThat(get(s.server().url() + "/health/ready").statusCode()).isEqualTo(200);
                assertThat(Duration.ofNanos(System.nanoTime() - begun)).isLessThan(Duration.ofSeconds(3));
                s.load().more(3, Duration.ofSeconds(8));
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        }
    },

    /// A thousand connections from twenty addresses begin a webhook, a request or a page and send a byte now and then.
    /// Pages are as fast as before within a factor, and who pays does not notice.
    SLOW_CROWD {
        @Override
        void strike(Stage s, Random random) throws Exception {
            URI base = URI.create(s.server().url());
            long calm = slowest(s);
            List<Socket> sockets = new ArrayList<>();
            try {
                for (int i = 0; i < 1_000; i++) {
                    var socket = new Socket();
                    sockets.add(socket);
                    socket.bind(new InetSocketAddress("127.0.7." + (1 + i % 20), 0));
                    socket.connect(new InetSocketAddress("127.0.0.1", base.getPort()), 5_000);
                    String path = List.of("/api/v1/webhooks/stripe", "/api/v1/auth/login", "/checkout/tip/x")
                            .get(i % 3);
                    try {
                        trickle(
                                socket,
                                "POST " + path + " HTTP/1.1\r\nHost: 127.0.0.1:" + base.getPort()
                                        + "\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{");
                    } catch (IOException e) {
                        // Closed to make room for another one of that address: as it should be.
                        continue;
                    }
                }
                int before = s.load().taken();
                long crowded = slowest(s);
                s.load().more(4, Duration.ofSeconds(12));
                System.out.println("SLOW_CROWD: the slowest of " + PAGES + " pages took " + calm / 1_000_000
                        + " ms before and " + crowded / 1_000_000 + " ms beside a thousand slow connections");
                assertThat(s.load().taken()).as("people pay meanwhile").isGreaterThan(before);
                assertThat(crowded)
                        .isLessThan(Math.max(20 * calm, Duration.ofSeconds(2).toNanos()));
            } finally {
                for (Socket socket : sockets) {
                    socket.close();
                }
            }
        }

        /// Nanoseconds of the slowest of some pages, each of which must be served.
        private long slowest(Stage s) throws Exception {
            long slowest = 0;
            for (int i = 0; i < PAGES; i++) {
                long begun = System.nanoTime();
                assertThat(get(s.server().url() + "/").statusCode()).isEqualTo(200);
                slowest = Math.max(slowest, System.nanoTime() - begun);
            }
            return slowest;
        }
    },

    /// Far more requests than may run at once: some are served, the others are told when to come back, and webhooks
    /// have a lane of their own.
    OVERLOAD {
        @Override
        void strike(Stage s, Random random) throws Exception {
            List<Callable<HttpResponse<String>>> calls = new ArrayList<>();
            for (int i = 0; i < 500; i++) {
                calls.add(() -> get(s.server().url() + "/"));
            }
            int refused = 0;
            int served = 0;
            try (var pool = Executors.newVirtualThreadPerTaskExecutor()) {
                for (var answer : pool.invokeAll(calls)) {
                    var reply = answer.get();
                    if (reply.statusCode() == 503) {
                        refused++;
                        assertThat(reply.headers().firstValue("retry-after")).isPresent();
                    } else {
                        assertThat(reply.statusCode()).isEqualTo(200);
                        served++;
                    }
                }
            }
            assertThat(served).as(refused + " were refused").isPositive();
            assertThat(refused).as(served + " were served").isPositive();
        }
    },

    /// Object storage dies while files are sent and checked. Payments do not notice; what was called ready is there.
    STORAGE_DOWN {
        @Override
        void strike(Stage s, Random random) throws Exception {
            try (var uploads = new UploadLoad(s.server(), s.around().storageSettings(), random.nextLong())) {
                uploads.more(2, Duration.ofSeconds(20));
                Thread.sleep(random.nextInt(300));
                s.around().killStorage();
                int before = s.load().taken();
                s.load().more(3, Duration.ofSeconds(10));
                assertThat(s.load().taken()).as("people pay without storage").isGreaterThan(before);
                s.around().startStorage();
                int ready = uploads.ready();
                uploads.more(2, Duration.ofSeconds(40));
                assertThat(uploads.ready()).as("files arrive again").isGreaterThan(ready);
                uploads.close();
                assertThat(uploads.refusals())
                        .as("nobody is told it was a defect")
                        .doesNotContain(500);
                uploads.check("STORAGE_DOWN");
            }
        }
    },

    /// Redis goes and comes back: each server counts alone meanwhile, and nobody waits for it.
    REDIS_GONE {
        @Override
        void strike(Stage s, Random random) throws Exception {
            s.load().more(2, Duration.ofSeconds(8));
            s.around().stopRedis();
            try {
                int before = s.load().taken();
                s.load().more(4, Duration.ofSeconds(20));
                assertThat(s.load().taken()).as("people pay without Redis").isGreaterThan(before);
                assertThat(get(s.server().url() + "/health/ready").statusCode()).isEqualTo(200);
            } finally {
                s.around().startRedis();
            }
            s.load().more(3, Duration.ofSeconds(8));
        }
    },

    /// Not a byte is left for the database, the files and the log. Whoever writes is told to come back, and with space
    /// there is everything that was answered. A database that gave up is started anew, as a supervisor would.
    DISK_FULL {
        @Override
        void strike(Stage s, Random random) throws Exception {
            if (!s.around().hasOwnDisk()) {
                System.out.println("DISK_FULL is skipped: mounting a disk of its own needs root and mount(8)");
                return;
            }
            s.load().more(2, Duration.ofSeconds(8));
            Path filler = s.around().fillDisk();
            try {
                for (int i = 0; i < 40; i++) {
                    int status = s.write();
                    assertThat(status).as("a request that writes").isIn(201, 429, 503);
                }
                s.load().more(2, Duration.ofSeconds(4));
            } finally {
                Files.delete(filler);
            }
            int before = s.load().taken();
            s.load().more(1, Duration.ofSeconds(15));
            if (s.load().taken() == before) {
                System.out.println("DISK_FULL: the server is started anew");
                s.server().kill();
                s.server().start();
            }
        }
    };

    /// Where it plays.
    record Stage(ServerProcess server, TipLoad load, Path folder, Surroundings around) {
        /// The status of a request that writes a row of some size; 503 when no answer came at all.
        int write() throws InterruptedException {
            String name = "w-" + UUID.randomUUID().toString().substring(0, 8);
            String body = Json.write(Map.of(
                    "email",
                    name + "@fans.test",
                    "password",
                    TestServer.PASSWORD,
                    "role",
                    "fan",
                    "displayName",
                    "x".repeat(50),
                    "locale",
                    "en"));
            try {
                return CLIENT.send(
                                HttpRequest.newBuilder(URI.create(server.url() + Routes.REGISTER))
                                        .timeout(Duration.ofSeconds(10))
                                        .header("Content-Type", "application/json")
                                        .POST(HttpRequest.BodyPublishers.ofString(body))
                                        .build(),
                                HttpResponse.BodyHandlers.ofString())
                        .statusCode();
            } catch (IOException e) {
                return 503;
            }
        }

        void fault(String kind, String path, int count) throws Exception {
            control("/faults", "kind=" + kind + "&method=POST&path=" + path + "&delay_ms=1500&count=" + count);
        }

        void webhooks(String kind, int amount, int count) throws Exception {
            control("/webhooks/modes", "kind=" + kind + "&amount=" + amount + "&count=" + count);
        }

        void calm() throws Exception {
            control("/faults/clear", "all=1");
            control("/webhooks/release", "all=1");
        }

        private void control(String path, String form) throws Exception {
            server.post(
                    server.run().at("/stripe/base").asText() + "/sandbox/api" + path,
                    "application/x-www-form-urlencoded",
                    form,
                    Map.of());
        }
    }

    abstract void strike(Stage s, Random random) throws Exception;

    private static final int PAGES = 60;

    private static void trickle(Socket socket, String start) throws IOException {
        socket.getOutputStream().write(start.getBytes(StandardCharsets.US_ASCII));
        socket.getOutputStream().flush();
    }

    private static HttpResponse<String> get(String url) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create(url))
                        .timeout(Duration.ofSeconds(30))
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();
}
