package gg.tap2.studio.app;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// One studio per user: a lock on a file, which the system lets go of when the process dies, and a loopback port by
/// which a second start wakes the first window. The port only ever takes a connection, never data; what the second
/// start was to open waits in a file of the user's own folder.
final class SingleInstance implements AutoCloseable {
    private final FileChannel channel;
    private final FileLock lock;
    private final ServerSocket bell;
    private final Path target;
    private volatile Consumer<String> onSecond = wanted -> {};

    private SingleInstance(FileChannel channel, FileLock lock, ServerSocket bell, Path target) {
        this.channel = channel;
        this.lock = lock;
        this.bell = bell;
        this.target = target;
        Thread.ofVirtual().name("single-instance").start(this::listen);
    }

    /// Empty when another studio runs; it has been asked to show itself, and to open `wanted`.
    static Optional<SingleInstance> acquire(Path folder, @Nullable String wanted) throws IOException {
        Files.createDirectories(folder);
        Path port = folder.resolve("studio.port");
        Path target = folder.resolve("studio.target");
        FileChannel channel =
                FileChannel.open(folder.resolve("studio.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        @Nullable FileLock lock;
        try {
            lock = channel.tryLock();
        } catch (java.nio.channels.OverlappingFileLockException e) {
            lock = null;
        }
        if (lock == null) {
            channel.close();
            if (wanted != null) {
                Path fresh = Files.createTempFile(folder, "studio", ".target");
                Files.writeString(fresh, wanted);
                Files.move(fresh, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
            }
            ring(port);
            return Optional.empty();
        }
        var bell = new ServerSocket(0, 5, InetAddress.getLoopbackAddress());
        Files.writeString(port, String.valueOf(bell.getLocalPort()));
        return Optional.of(new SingleInstance(channel, lock, bell, target));
    }

    private static void ring(Path port) {
        try (var socket = new Socket(
                InetAddress.getLoopbackAddress(),
                Integer.parseInt(Files.readString(port).strip()))) {
            socket.setSoTimeout(1_000);
        } catch (IOException | NumberFormatException e) {
            // The other one is just starting or ending; there is nothing to wake.
        }
    }

    /// The action gets what the second start was to open, or an empty text.
    void onSecond(Consumer<String> action) {
        onSecond = action;
    }

    private String taken() throws IOException {
        if (!Files.exists(target)) {
            return "";
        }
        String wanted = Files.readString(target);
        Files.deleteIfExists(target);
        return wanted;
    }

    private void listen() {
        while (!bell.isClosed()) {
            try (var caller = bell.accept()) {
                if (caller.getInetAddress().isLoopbackAddress()) {
                    onSecond.accept(taken());
                }
            } catch (IOException e) {
                // Closed, or a caller that went away.
            }
        }
    }

    @Override
    public void close() throws IOException {
        bell.close();
        lock.release();
        channel.close();
    }
}
