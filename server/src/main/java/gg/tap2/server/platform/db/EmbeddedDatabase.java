package gg.tap2.server.platform.db;

import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Secret;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
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

    private final EmbeddedPostgres postgres;
    private final Secret appPassword;
    private final Secret ownerPassword;

    private EmbeddedDatabase(EmbeddedPostgres postgres, Secret appPassword, Secret ownerPassword) {
        this.postgres = postgres;
        this.appPassword = appPassword;
        this.ownerPassword = ownerPassword;
    }

    /// Who connects, by address or by socket, needs the password of a role. A folder of an earlier version, which let
    /// everybody on this machine in, is converted.
    public static EmbeddedDatabase start(Path folder, Secret appPassword, Secret ownerPassword) {
        try {
            Files.createDirectories(folder);
            stopLeftOver(folder);
            var builder = EmbeddedPostgres.builder()
                    .setDataDirectory(folder)
                    .setCleanDataDirectory(false)
                    .setPGStartupWait(Duration.ofSeconds(60))
                    .setConnectConfig("password", ownerPassword.value())
                    .setLocaleConfig("encoding", "UTF8")
                    .setErrorRedirector(ProcessBuilder.Redirect.DISCARD)
                    .setOutputRedirector(ProcessBuilder.Redirect.DISCARD);
            for (var setting : List.of("fsync", "synchronous_commit", "full_page_writes")) {
                builder.setServerConfig(setting, "on");
            }
            builder.setServerConfig("max_connections", "60")
                    .setServerConfig("shared_buffers", "128MB")
                    .setServerConfig("max_wal_size", "512MB")
                    .setServerConfig("timezone", "UTC")
                    .setServerConfig("listen_addresses", "127.0.0.1");
            var db = new EmbeddedDatabase(builder.start(), appPassword, ownerPassword);
            db.prepareRoles();
            db.askForPasswords(folder);
            return db;
        } catch (IOException | SQLException | IllegalStateException e) {
            throw new ConfigException("the embedded database could not start in " + folder + ": " + e.getMessage());
        }
    }

    /// The role that owns the tables; for migrations only.
    public DatabaseAddress owner() {
        return new DatabaseAddress(url(), OWNER_ROLE, ownerPassword, false);
    }

    /// The role the server works as: it cannot change ledger or audit rows.
    public DatabaseAddress app() {
        return new DatabaseAddress(url(), APP_ROLE, appPassword, false);
    }

    public int port() {
        return postgres.getPort();
    }

    private String url() {
        return "jdbc:postgresql://127.0.0.1:" + postgres.getPort() + "/postgres";
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
        return DriverManager.getConnection(url(), OWNER_ROLE, ownerPassword.value());
    }

    private static String literal(Secret secret) {
        return "'" + secret.value().replace("'", "''") + "'";
    }

    private static void stopLeftOver(Path folder) throws IOException {
        Path pidFile = folder.resolve("postmaster.pid");
        if (!Files.exists(pidFile)) {
            return;
        }
        List<String> lines = Files.readAllLines(pidFile);
        Optional<ProcessHandle> process = lines.isEmpty()
                ? Optional.empty()
                : ProcessHandle.of(Long.parseLong(lines.getFirst().strip()));
        boolean postgres = process.flatMap(p -> p.info().command())
                .map(c -> c.contains("postgres"))
                .orElse(false);
        if (!postgres) {
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

    @Override
    public void close() {
        try {
            postgres.close();
        } catch (IOException e) {
            LOG.warn("the embedded database did not stop cleanly: {}", e.getMessage());
        }
    }
}
