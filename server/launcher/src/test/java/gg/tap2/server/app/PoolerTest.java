package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.server.accounts.Passwords;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.DatabaseAddress;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestDatabase;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The whole server behind PgBouncer in transaction mode, where each transaction may run on another connection of the
/// database than the one before.
@Tag("slow")
final class PoolerTest {
    @TempDir
    Path folder;

    @Test
    void salesJobsAndChecksWorkThroughAPoolerInTransactionMode() throws Exception {
        var binary = Stream.of("/usr/sbin/pgbouncer", "/usr/bin/pgbouncer", "/usr/local/bin/pgbouncer")
                .map(Path::of)
                .filter(Files::isExecutable)
                .findFirst();
        assumeTrue(binary.isPresent(), "PgBouncer is not installed (apt-get install pgbouncer)");
        var direct = TestDatabase.address();
        var owner = TestDatabase.owner(direct);
        var at = java.net.URI.create(direct.jdbcUrl().substring("jdbc:".length()));
        String name = at.getPath().substring(1);
        int port = ServerNode.freePort();
        boolean root = "root".equals(System.getProperty("user.name"));
        // PgBouncer refuses to be root.
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Path users = Files.writeString(
                folder.resolve("users.txt"),
                "\"" + direct.user() + "\" \"" + direct.password().value() + "\"\n");
        Path ini = Files.writeString(folder.resolve("pgbouncer.ini"), """
                [databases]
                %s = host=127.0.0.1 port=%d dbname=%s
                [pgbouncer]
                listen_addr = 127.0.0.1
                listen_port = %d
                unix_socket_dir =
                auth_type = plain
                auth_file = %s
                pool_mode = transaction
                default_pool_size = 3
                ignore_startup_parameters = extra_float_digits
                %s
                """.formatted(
                        name, at.getPort(), name, port, users, root ? "user = nobody" : ""));
        Path log = folder.resolve("pgbouncer.log");
        Process pooler = new ProcessBuilder(binary.get().toString(), ini.toString())
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        try {
            awaitPort(pooler, port, log);
            var config = ServerConfig.load(
                    null,
                    Map.of(),
                    Map.of(
                            Key.HTTP_PORT,
                            "0",
                            Key.DATA_DIR,
                            folder.resolve("data").toString(),
                            Key.RATELIMIT_FACTOR,
                            "1000",
                            Key.SANDBOX_FIXED_PORTS,
                            "false",
                            Key.DATABASE_URL,
                            "postgres://" + direct.user() + ":"
                                    + direct.password().value() + "@127.0.0.1:" + port + "/" + name
                                    + "?pgbouncer=true",
                            Key.DATABASE_MIGRATION_URL,
                            owner.jdbcUrl() + "?user=" + owner.user() + "&password="
                                    + owner.password().value()));
            try (var app = Launcher.start(config, new Passwords.Cost(1024, 1))) {
                var world = MoneyWorld.of(app);
                UUID creator = world.creator();
                UUID product = world.product(creator, 1500, false);
                List<UUID> paid = new ArrayList<>();
                try (var clients = Executors.newVirtualThreadPerTaskExecutor()) {
                    Callable<UUID> buy = () -> {
                        UUID fan = world.fan();
                        var start = app.billing()
                                .payments()
                                .purchase(
                                        fan,
                                        fan,
                                        new CreatePurchase(null, product, null, null, null, null, null, false));
                        world.pay(start, "4242424242424242");
                        return start.paymentId();
                    };
                    for (var done : clients.invokeAll(java.util.Collections.nCopies(24, buy))) {
                        paid.add(done.get());
                    }
                }
                for (UUID p : paid) {
                    world.until("the sale", () -> world.status(p).equals("succeeded"));
                }
                // Every job, so that whatever it asks of the database is asked through the pooler.
                for (String job : app.jobs().names()) {
                    app.jobs().runNow(job);
                }
                assertThat(world.differences()).isEmpty();
                assertThat(world.count("SELECT count(*) AS n FROM grants WHERE product_id = :id", product))
                        .isEqualTo(24);
                assertThat(connections(owner, direct.user()))
                        .as("shared by the whole server")
                        .isBetween(1, 3);
            }
            assertThat(Files.readString(log)).doesNotContain("prepared statement");
        } finally {
            pooler.destroy();
            pooler.waitFor();
        }
    }

    /// Connections that the database sees of the application's role.
    private static int connections(DatabaseAddress owner, String role) throws Exception {
        try (var c = DriverManager.getConnection(
                        owner.jdbcUrl(), owner.user(), owner.password().value());
                var s = c.createStatement();
                var r = s.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()"
                        + " AND usename = '" + role + "'")) {
            r.next();
            return r.getInt(1);
        }
    }

    private static void awaitPort(Process pooler, int port, Path log) throws Exception {
        for (int i = 0; i < 100; i++) {
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
                return;
            } catch (java.io.IOException e) {
                assertThat(pooler.isAlive()).as(Files.readString(log)).isTrue();
                Thread.sleep(100);
            }
        }
        throw new AssertionError("PgBouncer does not listen: " + Files.readString(log));
    }
}
