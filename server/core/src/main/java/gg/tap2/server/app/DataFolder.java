package gg.tap2.server.app;

import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Secret;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// The folder of one installation: version, lock, generated secrets, and the ports to use again.
public final class DataFolder implements AutoCloseable {
    /// Raised when an older server could no longer read the folder.
    public static final int FORMAT = 1;

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;
    private final Properties state = new Properties();

    private DataFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /// @throws ConfigException when the folder is of a newer version, in use, or cannot be written
    public static DataFolder open(Path path) {
        try {
            Files.createDirectories(path);
            closeToOthers(path);
            FileChannel channel =
                    FileChannel.open(path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                channel.close();
                throw new ConfigException("the data folder " + path + " is in use by another server");
            }
            checkVersion(path, channel);
            var folder = new DataFolder(path, channel, lock);
            folder.load();
            return folder;
        } catch (IOException e) {
            throw new ConfigException("the data folder " + path + " cannot be used: " + e.getMessage());
        }
    }

    /// Whether a server works on the folder now. The lock tells, not a process id, which soon belongs to somebody else.
    ///
    /// @throws IOException when the lock cannot be looked at
    public static boolean isInUse(Path path) throws IOException {
        Path file = path.resolve("lock");
        if (!Files.exists(file)) {
            return false;
        }
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE);
                FileLock lock = tryLock(channel)) {
            return lock == null;
        }
    }

    /// Keys, mail and files are for the server's user only. The folder itself keeps others out of all that is made in
    /// it
    /// later; what an earlier version left open is closed.
    private static void closeToOthers(Path path) throws IOException {
        if (!Files.getFileStore(path).supportsFileAttributeView("posix")) {
            return;
        }
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString("rwx------"));
        List<Path> inside;
        try (var all = Files.walk(path, 2)) {
            inside = all.filter(p -> !p.equals(path) && !p.startsWith(path.resolve("postgres")))
                    .toList();
        }
        for (Path p : inside) {
            if (Files.isDirectory(p, LinkOption.NOFOLLOW_LINKS)) {
                Files.setPosixFilePermissions(p, PosixFilePermissions.fromString("rwx------"));
            } else if (Files.isRegularFile(p, LinkOption.NOFOLLOW_LINKS)) {
                Files.setPosixFilePermissions(p, PosixFilePermissions.fromString("rw-------"));
            }
        }
    }

    private static void checkVersion(Path path, FileChannel channel) throws IOException {
        Path version = path.resolve("VERSION");
        if (!Files.exists(version)) {
            Files.writeString(version, FORMAT + "\n");
            return;
        }
        String text = Files.readString(version).strip();
        if (!text.matches("\\d+") || Integer.parseInt(text) > FORMAT) {
            channel.close();
            throw new ConfigException("the data folder " + path + " was written by a newer version (" + text
                    + "); this one knows " + FORMAT + ". Nothing was changed");
        }
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private void load() throws IOException {
        Path file = path.resolve("state.properties");
        if (Files.exists(file)) {
            try (var in = Files.newBufferedReader(file)) {
                state.load(in);
            }
        }
    }

    public Path path() {
        return path;
    }

    /// A random secret of that name, made once.
    public Secret secret(String name) {
        String key = "secret." + name;
        String known = state.getProperty(key);
        if (known == null) {
            byte[] b = new byte[24];
            new SecureRandom().nextBytes(b);
            known = HexFormat.of().formatHex(b);
            put(key, known);
        }
        return new Secret(known);
    }

    public int port(String name) {
        return Integer.parseInt(state.getProperty("port." + name, "0"));
    }

    public void keepPort(String name, int port) {
        if (port(name) != port) {
            put("port." + name, Integer.toString(port));
        }
    }

    private synchronized void put(String key, String value) {
        state.setProperty(key, value);
        try {
            Path fresh = path.resolve("state.properties.new");
            try (var out = Files.newBufferedWriter(fresh)) {
                state.store(out, "made by the server");
            }
            if (Files.getFileStore(fresh).supportsFileAttributeView("posix")) {
                Files.setPosixFilePermissions(
                        fresh, java.nio.file.attribute.PosixFilePermissions.fromString("rw-------"));
            }
            Files.move(
                    fresh,
                    path.resolve("state.properties"),
                    java.nio.file.StandardCopyOption.REPLACE_EXISTING,
                    java.nio.file.StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new ConfigException("the data folder " + path + " cannot be written: " + e.getMessage());
        }
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            org.slf4j.LoggerFactory.getLogger(DataFolder.class).warn("data folder: {}", e.getMessage());
        }
    }
}
