package gg.tap2.server.chaos;

import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.s3.StorageSettings;
import gg.tap2.server.sandbox.storage.StorageProcess;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redis.embedded.RedisServer;

/// What a server leans on and what can be taken from it: object storage and Redis as processes of their own, and a
/// disk that can be filled without harm to others.
final class Surroundings implements AutoCloseable {
    /// Enough for a server, its database and its log, and soon full.
    private static final String DISK = "768m";

    private static final int TRIES = 5;

    private final Path folder;
    private final Path home;
    private int storagePort;
    private int storageTlsPort;
    private int redisPort;
    private final boolean ownDisk;
    private final Thread interrupted = new Thread(this::end, "chaos-leave");
    private @Nullable Process storage;
    private @Nullable RedisServer redis;

    /// @param folder for everything; the server's home in it gets a disk of its own where that is allowed
    Surroundings(Path folder, Path home) throws IOException, InterruptedException {
        this.folder = folder;
        Files.createDirectories(home);
        this.ownDisk = run("mount", "-t", "tmpfs", "-o", "size=" + DISK + ",mode=755", "tap2-chaos", home.toString());
        this.home = home;
        // A run that is stopped half-way leaves neither a disk nor processes behind.
        Runtime.getRuntime().addShutdownHook(interrupted);
        for (int i = 1; ; i++) {
            storagePort = freePort();
            storageTlsPort = freePort();
            redisPort = freePort();
            try {
                startStorage();
                startRedis();
                return;
            } catch (IOException e) {
                // Somebody else was quicker to take a port.
                leave();
                if (i == TRIES) {
                    close();
                    throw e;
                }
            }
        }
    }

    Map<String, String> settings() {
        var out = new HashMap<String, String>();
        out.put("s3.endpoint", endpoint().toString());
        out.put("s3.region", "us-east-1");
        out.put("s3.bucket", StorageProcess.BUCKET);
        out.put("s3.access-key", StorageProcess.ACCESS_KEY);
        out.put("s3.secret-key", StorageProcess.SECRET_KEY);
        out.put("redis.url", "redis://127.0.0.1:" + redisPort);
        return out;
    }

    StorageSettings storageSettings() {
        return new StorageSettings(
                endpoint(),
                endpoint(),
                "us-east-1",
                StorageProcess.BUCKET,
                StorageProcess.ACCESS_KEY,
                new Secret(StorageProcess.SECRET_KEY));
    }

    private URI endpoint() {
        return URI.create("http://127.0.0.1:" + storagePort);
    }

    void startStorage() throws IOException, InterruptedException {
        storage = StorageProcess.launch(folder.resolve("storage"), storagePort, storageTlsPort);
    }

    /// As `kill -9`; what it has stored stays.
    void killStorage() throws InterruptedException {
        storage.destroyForcibly().waitFor();
    }

    void startRedis() throws IOException {
        redis = new RedisServer(redisPort);
        redis.start();
    }

    void stopRedis() throws IOException {
        redis.stop();
    }

    /// Whether the server's home can be filled up without harm to the machine.
    boolean hasOwnDisk() {
        return ownDisk;
    }

    /// Takes every byte that is left.
    ///
    /// @return the file to delete afterwards
    Path fillDisk() throws IOException {
        Path filler = home.resolve("filler");
        ByteBuffer block = ByteBuffer.allocate(1 << 16);
        try (var out = FileChannel.open(filler, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            while (true) {
                block.clear();
                out.write(block);
            }
        } catch (IOException e) {
            if (home.toFile().getUsableSpace() > 1 << 20) {
                throw e;
            }
        }
        return filler;
    }

    private static boolean run(String... command) throws IOException, InterruptedException {
        Process p;
        try {
            p = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
        } catch (IOException e) {
            // There is no such program.
            return false;
        }
        return p.waitFor(10, TimeUnit.SECONDS) && p.exitValue() == 0;
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void end() {
        leave();
        unmount();
    }

    private synchronized void leave() {
        try {
            if (storage != null) {
                storage.destroyForcibly().waitFor();
                storage = null;
            }
            if (redis != null) {
                redis.stop();
                redis = null;
            }
        } catch (IOException | InterruptedException e) {
            System.out.println("chaos: not everything was taken away: " + e);
        }
    }

    private void unmount() {
        try {
            if (ownDisk) {
                run("umount", "-l", home.toString());
            }
        } catch (IOException | InterruptedException e) {
            System.out.println("chaos: the disk stays mounted: " + e);
        }
    }

    @Override
    public void close() {
        end();
        Runtime.getRuntime().removeShutdownHook(interrupted);
    }
}
