package gg.tap2.server.sandbox.database;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Real PostgreSQL on a folder, with durable settings. A postmaster that a killed server left behind is stopped
/// first; its data is recovered by PostgreSQL itself.
public final class EmbeddedDatabase implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EmbeddedDatabase.class);
    private static final String APP_ROLE = "tap2_app";
    private static final String OWNER_ROLE = "postgres";
    private static final String ACCESS = """
            # Written by the server: nobody is let in without a password.
            local all         all               scram-sha-256
            host  all         all 127.0.0.1/32  scram-sha-256
            host  all         all ::1/128       scram-sha-256
            host  replication all 127.0.0.1/32  scram-sha-256
            """;

    /// How long to wait before each try to start a database again that ended by itself.
    private static final List<Duration> AGAIN = List.of(
            Duration.ofSeconds(1),
            Duration.ofSeconds(2),
            Duration.ofSeconds(5),
            Duration.ofSeconds(15),
            Duration.ofSeconds(30));

    /// Where a role connects.
    public record Login(String jdbcUrl, String user, String password) {
        @Override
        public String toString() {
            return user + " at " + jdbcUrl;
        }
    }

    private final Path folder;
    private final int port;
    private final String appPassword;
    private final String ownerPassword;
    private final ReentrantLock lock = new ReentrantLock();
    private EmbeddedPostgres postgres;
    private boolean closed;
    private volatile Runnable onLost = () -> {};
    /// For a JVM that ends without anybody closing this.
    private final Thread atExit = new Thread(this::close, "embedded-database-exit");

    private EmbeddedDatabase(Path folder, EmbeddedPostgres postgres, String appPassword, String ownerPassword) {
        this.folder = folder;
        this.port = postgres.getPort();
        this.postgres = postgres;
        this.appPassword = appPassword;
        this.ownerPassword = ownerPassword;
        Runtime.getRuntime().addShutdownHook(atExit);
    }

    /// Somebody else closes this when the JVM ends, once nobody needs it any more.
    public void leaveExitToOwner() {
        try {
            Runtime.getRuntime().removeShutdownHook(atExit);
        } catch (IllegalStateException e) {
            LOG.debug("the JVM ends already");
        }
    }

    /// Who connects, by address or by socket, needs the password of a role. A folder of an earlier version, which let
    /// everybody on this machine in, is converted.
    ///
    /// @throws IllegalStateException when it cannot start; the message is for the operator
    public static EmbeddedDatabase start(Path folder, String appPassword, String ownerPassword) {
        Path log = log(folder);
        try {
            Files.createDirectories(folder);
            stopLeftOver(folder);
            Files.deleteIfExists(log);
            var db = new EmbeddedDatabase(folder, builder(folder, ownerPassword).start(), appPassword, ownerPassword);
            db.prepareRoles();
            db.askForPasswords(folder);
            db.watch();
            return db;
        } catch (IOException | SQLException | IllegalStateException e) {
            throw new IllegalStateException(
                    "the embedded database could not start in " + folder + ": " + e.getMessage() + lastWords(log), e);
        }
    }

    private static Path log(Path folder) {
        return folder.toAbsolutePath().resolveSibling(folder.getFileName() + ".log");
    }

    private static EmbeddedPostgres.Builder builder(Path folder, String ownerPassword) throws IOException {
        Path log = log(folder);
        var builder = EmbeddedPostgres.builder()
                .setDataDirectory(folder)
                .setCleanDataDirectory(false)
                // Its own would stop the database at once, while the server still finishes what it began.
                .setRegisterShutdownHook(false)
                .setPGStartupWait(Duration.ofSeconds(60))
                .setConnectConfig("password", ownerPassword)
                .setLocaleConfig("encoding", "UTF8")
                // The database's own rules for letters: the same on every machine, whatever its language is.
                .setLocaleConfig("locale", "C")
                .setLocaleConfig("locale-provider", "builtin")
                .setLocaleConfig("builtin-locale", "C.UTF-8")
                .setErrorRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()))
                .setOutputRedirector(ProcessBuilder.Redirect.appendTo(log.toFile()));
        binaries(folder).ifPresent(dir -> builder.setOverrideWorkingDirectory(dir.toFile()));
        for (var setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
            builder.setServerConfig(setting, "on");
        }
        builder.setServerConfig("max_connections", "60")
                .setServerConfig("shared_buffers", "128MB")
                .setServerConfig("max_wal_size", "512MB")
                .setServerConfig("timezone", "UTC")
                .setServerConfig("listen_addresses", "127.0.0.1");
        return builder;
    }

    /// What to do when the database ended by itself and could not be started again.
    public void onLost(Runnable action) {
        onLost = action;
    }

    /// Starts the database again when it ends by itself, as when the machine runs out of memory and takes it first.
    private void watch() throws IOException {
        long pid = Long.parseLong(
                Files.readAllLines(folder.resolve("postmaster.pid")).getFirst().strip());
        Optional<ProcessHandle> process = ProcessHandle.of(pid);
        if (process.isPresent()) {
            Thread.ofVirtual().name("embedded-database").start(() -> {
                process.get().onExit().join();
                again();
            });
        }
    }

    private void again() {
        for (Duration wait : AGAIN) {
            if (isClosed()) {
                return;
            }
            LOG.error("the embedded database has ended by itself; it is started again in {} s", wait.toSeconds());
            try {
                Thread.sleep(wait);
                if (startAgain()) {
                    return;
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            } catch (IOException | IllegalStateException e) {
                LOG.error("the embedded database could not start: {}{}", e.getMessage(), lastWords(log(folder)));
            }
        }
        onLost.run();
    }

    private boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /// At its old address, where everybody looks for it.
    private boolean startAgain() throws IOException {
        lock.lock();
        try {
            if (closed) {
                return true;
            }
            try {
                // Gives the folder back; there is nothing left to stop.
                postgres.close();
            } catch (IOException e) {
                LOG.debug("the database that ended: {}", e.getMessage());
            }
            stopLeftOver(folder);
            postgres = builder(folder, ownerPassword).setPort(port).start();
            watch();
            LOG.info("the embedded database is back");
            return true;
        } finally {
            lock.unlock();
        }
    }

    /// The role that owns the tables; for migrations only.
    public Login owner() {
        return new Login(url(), OWNER_ROLE, ownerPassword);
    }

    /// The role the server works as: it cannot change ledger or audit rows.
    public Login app() {
        return new Login(url(), APP_ROLE, appPassword);
    }

    public int port() {
        return port;
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    private void prepareRoles() throws SQLException {
        try (Connection c = connect();
                Statement s = c.createStatement()) {
            boolean there;
            try (var rows = s.executeQuery("SELECT 1 FROM pg_roles WHERE rolname = '" + APP_ROLE + "'")) {
                there = rows.next();
            }
            s.execute((there ? "ALTER" : "CREATE") + " ROLE " + APP_ROLE + " LOGIN PASSWORD " + literal(appPassword));
            s.execute("ALTER ROLE " + OWNER_ROLE + " PASSWORD " + literal(ownerPassword));
        }
    }

    private void askForPasswords(Path folder) throws IOException, SQLException {
        Path file = folder.resolve("pg_hba.conf");
        if (Files.readString(file).equals(ACCESS)) {
            return;
        }
        Path fresh = folder.resolve("pg_hba.conf.new");
        Files.writeString(fresh, ACCESS);
        Files.move(fresh, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        try (Connection c = connect();
                Statement s = c.createStatement()) {
            s.execute("SELECT pg_reload_conf()");
        }
    }

    private Connection connect() throws SQLException {
        return DriverManager.getConnection(url(), OWNER_ROLE, ownerPassword);
    }

    private static String literal(String secret) {
        return "'" + secret.replace("'", "''") + "'";
    }

    private static void stopLeftOver(Path folder) throws IOException {
        Path pidFile = folder.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        Optional<ProcessHandle> process =
                lines.isEmpty() || !lines.getFirst().strip().matches("\\d{1,10}")
                        ? Optional.empty()
                        : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
        if (process.filter(p -> worksIn(p, folder)).isEmpty()) {
            Files.deleteIfExists(pidFile);
            return;
        }
        LOG.info("stopping the database that an interrupted server left running");
        ProcessHandle handle = process.orElseThrow();
        new ProcessBuilder("kill", "-INT", Long.toString(handle.pid())).start();
        try {
            handle.onExit().get(20, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (Exception e) {
            handle.destroyForcibly();
        }
    }

    /// Whether a process is a PostgreSQL that works in this folder. Its number alone says nothing: after a crash of the
    /// machine the same number may belong to anybody, also to another PostgreSQL.
    private static boolean worksIn(ProcessHandle process, Path folder) {
        boolean postgres =
                process.info().command().map(c -> c.contains("postgres")).orElse(false);
        if (!postgres) {
            return false;
        }
        Path cwd = Path.of("/proc", Long.toString(process.pid()), "cwd");
        try {
            if (Files.exists(cwd)) {
                return cwd.toRealPath().equals(folder.toRealPath());
            }
        } catch (IOException e) {
            return false;
        }
        return process.info()
                .commandLine()
                .map(c -> c.contains(folder.toAbsolutePath().toString()))
                .orElse(false);
    }

    /// Where PostgreSQL's programs are unpacked: a folder that only this user can write. In a folder for everybody,
    /// somebody else could put their own programs first. Empty where there is no such folder.
    private static Optional<Path> binaries(Path folder) throws IOException {
        String home = System.getProperty("user.home", "");
        for (Path dir : List.of(
                Path.of(home.isBlank() || home.equals("?") ? "/nonexistent" : home, ".cache", "tap2", "postgres"),
                folder.toAbsolutePath().resolveSibling("postgres-programs"))) {
            try {
                Files.createDirectories(dir);
                if (Files.isWritable(dir) && closeToOthers(dir)) {
                    return Optional.of(dir);
                }
            } catch (IOException | SecurityException e) {
                LOG.debug("{} cannot hold the database's programs: {}", dir, e.toString());
            }
        }
        return Optional.empty();
    }

    private static boolean closeToOthers(Path dir) throws IOException {
        if (Files.getFileStore(dir).supportsFileAttributeView("posix")) {
            if (!Files.getOwner(dir).getName().equals(System.getProperty("user.name"))) {
                return false;
            }
            Files.setPosixFilePermissions(dir, PosixFilePermissions.fromString("rwx------"));
        }
        return true;
    }

    /// The end of what PostgreSQL said of itself, for the one line that an operator reads.
    private static String lastWords(Path log) {
        try {
            List<String> lines = Files.readAllLines(log, StandardCharsets.ISO_8859_1).stream()
                    .filter(l -> !l.isBlank())
                    .toList();
            return lines.isEmpty()
                    ? ""
                    : "; PostgreSQL says: "
                            + String.join(" | ", lines.subList(Math.max(0, lines.size() - 3), lines.size()));
        } catch (IOException e) {
            return "";
        }
    }

    @Override
    public void close() {
        leaveExitToOwner();
        lock.lock();
        try {
            closed = true;
            postgres.close();
        } catch (IOException e) {
            LOG.warn("the embedded database did not stop cleanly: {}", e.getMessage());
        } finally {
            lock.unlock();
        }
    }
}
