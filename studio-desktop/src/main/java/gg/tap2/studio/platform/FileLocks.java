package gg.tap2.studio.platform;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

/// Locks between the processes of one person: the studio, and each command line beside it.
public final class FileLocks {
    /// A file's lock belongs to the whole JVM, so its threads need one of their own.
    private static final ConcurrentHashMap<Path, ReentrantLock> THREADS = new ConcurrentHashMap<>();

    private FileLocks() {}

    /// Runs the work while no other thread or process holds the same file; waits for them.
    ///
    /// @throws UncheckedIOException when the file cannot be made or locked
    public static <T> T holding(Path file, Supplier<T> work) {
        ReentrantLock threads = THREADS.computeIfAbsent(file.toAbsolutePath().normalize(), f -> new ReentrantLock());
        threads.lock();
        try {
            if (threads.getHoldCount() > 1) {
                return work.get();
            }
            try (FileChannel channel = open(file);
                    FileLock lock = channel.lock()) {
                if (!lock.isValid()) {
                    throw new IOException("lost the lock of " + file);
                }
                return work.get();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } finally {
            threads.unlock();
        }
    }

    /// Takes the file's lock until the channel is closed or the process ends; empty while somebody else has it.
    ///
    /// @throws UncheckedIOException when the file cannot be made
    public static Optional<FileChannel> take(Path file) {
        try {
            FileChannel channel = open(file);
            try {
                if (channel.tryLock() != null) {
                    return Optional.of(channel);
                }
            } catch (OverlappingFileLockException e) {
                // Another thread of this process has it.
            }
            channel.close();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static FileChannel open(Path file) throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        return FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
    }
}
