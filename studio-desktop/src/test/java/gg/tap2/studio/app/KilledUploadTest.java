package gg.tap2.studio.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.accounts.RegisterRequest;
import gg.tap2.model.accounts.Role;
import gg.tap2.server.sandbox.storage.StorageProcess;
import gg.tap2.server.testing.ServerProcess;
import gg.tap2.studio.testing.Newcomers;
import gg.tap2.studio.testing.RoughNetwork;
import gg.tap2.studio.testing.TestFiles;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The largest file there may be, by the command line, while the client and the server with its storage are
/// killed in turn at random moments: three processes, real sockets, real signatures.
final class KilledUploadTest {
    private static final String EMAIL = "killed@example.com";
    private static final String PASSWORD = "a long password that survives";
    private static final long SIZE = 2L << 30;
    private static final long PART = 16L << 20;
    private static final int WORKERS = 8;
    private static final int KILLS = 10;

    @TempDir
    Path dir;

    private final List<Process> started = new ArrayList<>();

    @AfterEach
    void stopEverything() {
        started.forEach(Process::destroyForcibly);
    }

    @Test
    @Tag("slow")
    void tenKillsCostAtMostTheirPartsOnTheWay() throws Exception {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("KilledUploadTest seed " + seed);
        var random = new Random(seed);
        Path file = TestFiles.film(dir.resolve("film.mp4"), SIZE, seed);
        int storagePort = freePort();
        int storageTls = freePort();
        int serverPort = freePort();
        try (var line = new RoughNetwork(storagePort, seed);
                var backend = new Backend(line.port(), storagePort, storageTls, serverPort)) {
            backend.start();
            register(backend.url());
            Process client = client(backend.url(), file);
            long peak = 0;
            int done = 0;
            for (int kill = 0; kill < KILLS; kill++) {
                long target = line.up.get() + (60L << 20) + random.nextLong(130L << 20);
                Process running = client;
                peak = Math.max(peak, waitFor("progress", running, () -> line.up.get() > target));
                if (!running.isAlive()) {
                    break;
                }
                done++;
                if (kill % 2 == 0) {
                    client.destroyForcibly().waitFor();
                    client = client(backend.url(), file);
                } else {
                    backend.kill();
                    Thread.sleep(random.nextInt(1500));
                    backend.start();
                }
            }
            Process last = client;
            peak = Math.max(peak, waitFor("the end", last, () -> !last.isAlive()));
            assertThat(client.exitValue())
                    .as(Files.readString(dir.resolve("client.err")))
                    .isZero();
            String sha256 = TestFiles.sha256(file);
            assertThat(Files.readString(dir.resolve("client.out"))).contains("\"sha256\":\"" + sha256 + "\"");
            long again = line.up.get() - SIZE;
            System.out.printf(
                    "%d kills, %.0f MiB sent twice, %.1f parts a kill, client's memory %d MB%n",
                    done, again / 1048576.0, (double) again / done / PART, peak >> 20);
            assertThat(done).as("kills before it was done; seed " + seed).isEqualTo(KILLS);
            // Headers of requests pass the line too.
            assertThat(again).as("sent twice; seed " + seed).isLessThan(done * WORKERS * PART + (1 << 20));
            assertThat(peak).as("client's memory").isLessThan(200_000_000);
        }
    }

    private void register(String url) throws Exception {
        Newcomers.confirmed(
                url,
                dir.resolve("server"),
                new RegisterRequest(EMAIL, PASSWORD, Role.CREATOR, "Killed", "killed", "en"));
    }

    /// Returns the client's peak memory meanwhile.
    private static long waitFor(String what, Process client, BooleanSupplier condition) throws InterruptedException {
        long deadline = System.nanoTime() + Duration.ofMinutes(4).toNanos();
        long peak = 0;
        while (!condition.getAsBoolean() && client.isAlive()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within four minutes: " + what);
            }
            peak = Math.max(peak, peakBytes(client.pid()));
            Thread.sleep(20);
        }
        return peak;
    }

    /// As Linux counts it; 0 elsewhere.
    private static long peakBytes(long pid) {
        try {
            return Files.readAllLines(Path.of("/proc", Long.toString(pid), "status")).stream()
                    .filter(l -> l.startsWith("VmHWM:"))
                    .mapToLong(l -> Long.parseLong(l.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(0);
        } catch (IOException e) {
            return 0;
        }
    }

    private Process client(String url, Path file) throws IOException {
        var builder = new ProcessBuilder(
                        java(),
                        "-Xmx96m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "--enable-native-access=ALL-UNNAMED",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "gg.tap2.studio.app.Main",
                        "upload",
                        "--server",
                        url,
                        "--email",
                        EMAIL,
                        file.toString())
                .redirectError(dir.resolve("client.err").toFile())
                .redirectOutput(dir.resolve("client.out").toFile());
        builder.environment().put("TAP2_PASSWORD", PASSWORD);
        builder.environment().put("TAP2_STUDIO_HOME", dir.resolve("studio").toString());
        return track(builder.start());
    }

    private Process track(Process p) {
        started.add(p);
        return p;
    }

    private static String java() {
        return Path.of(System.getProperty("java.home"), "bin", "java").toString();
    }

    private static int freePort() throws IOException {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    /// Server and storage, each its own process, on the same ports again after a kill.
    private final class Backend implements AutoCloseable {
        private final int storagePort;
        private final int storageTls;
        private final ServerProcess server;
        private Process storage;

        Backend(int reachedBy, int storagePort, int storageTls, int serverPort) throws IOException {
            this.storagePort = storagePort;
            this.storageTls = storageTls;
            this.server = new ServerProcess(
                    dir.resolve("server"),
                    Map.of(
                            "s3.endpoint",
                            "http://127.0.0.1:" + storagePort,
                            "s3.public-endpoint",
                            "http://127.0.0.1:" + reachedBy,
                            "s3.region",
                            "us-east-1",
                            "s3.access-key",
                            StorageProcess.ACCESS_KEY,
                            "s3.secret-key",
                            StorageProcess.SECRET_KEY,
                            "s3.bucket",
                            StorageProcess.BUCKET),
                    "--port",
                    Integer.toString(serverPort));
        }

        String url() {
            return server.url();
        }

        void start() throws Exception {
            storage = track(StorageProcess.launch(dir.resolve("storage"), storagePort, storageTls));
            server.start();
        }

        void kill() throws InterruptedException {
            storage.destroyForcibly().waitFor();
            server.kill();
        }

        @Override
        public void close() {
            server.close();
        }
    }
}
