package gg.tap2.server.app;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.Routes;
import gg.tap2.model.billing.CreatePurchase;
import gg.tap2.server.accounts.Passwords;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.Migrations;
import gg.tap2.server.sandbox.database.EmbeddedDatabase;
import gg.tap2.server.testing.MoneyWorld;
import gg.tap2.server.testing.TestServer;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Reports from a streaming standby of the database: the same as the primary's, from the primary while the standby is
/// gone, and a server that starts without it.
@Tag("slow")
final class ReplicaTest {
    @TempDir
    Path folder;

    @Test
    void reportsComeFromAStandbyAndFromThePrimaryWhenItIsGone() throws Exception {
        Path data = folder.resolve("primary");
        try (var primary = EmbeddedDatabase.start(data, "test", "postgres")) {
            Migrations.run(Embedded.address(primary.owner()), primary.app().user());
            try (var owner = connect(primary);
                    var sql = owner.createStatement()) {
                allowReplication(data, sql);
                Path copy = folder.resolve("standby");
                baseBackup(data, copy, primary.port(), sql);
                int port = ServerNode.freePort();
                var standby = startStandby(copy, port);
                try (var app = Launcher.start(settings(primary, port), new Passwords.Cost(1024, 1))) {
                    var seller = new Seller(app);
                    seller.sale(1_000);
                    until("the sale on the standby", () -> seller.revenue() == 1_000);
                    assertThat(readers(port)).as("asked for the report").isPositive();

                    // Asked of the standby alone: what only the primary has is not seen while replay is stopped.
                    onStandby(port, "SELECT pg_wal_replay_pause()");
                    seller.sale(500);
                    assertThat(seller.revenue()).isEqualTo(1_000);
                    onStandby(port, "SELECT pg_wal_replay_resume()");
                    until("what was replayed", () -> seller.revenue() == 1_500);

                    standby.close();
                    seller.sale(250);
                    assertThat(seller.revenue()).as("from the primary").isEqualTo(1_750);
                    long begun = System.nanoTime();
                    assertThat(seller.revenue()).isEqualTo(1_750);
                    assertThat(Duration.ofNanos(System.nanoTime() - begun))
                            .as("nobody waits for a standby that is gone")
                            .isLessThan(Duration.ofSeconds(1));
                } finally {
                    standby.close();
                }
                try (var app = Launcher.start(settings(primary, port), new Passwords.Cost(1024, 1))) {
                    var seller = new Seller(app);
                    seller.sale(700);
                    assertThat(seller.revenue())
                            .as("started without its standby")
                            .isEqualTo(700);
                }
            }
        }
    }

    private ServerConfig settings(EmbeddedDatabase primary, int standby) {
        String app =
                "user=" + primary.app().user() + "&password=" + primary.app().password();
        var owner = primary.owner();
        return ServerConfig.load(
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
                        primary.app().jdbcUrl() + "?" + app,
                        Key.DATABASE_READ_URL,
                        "jdbc:postgresql://127.0.0.1:" + standby + "/postgres?" + app,
                        Key.DATABASE_MIGRATION_URL,
                        owner.jdbcUrl() + "?user=" + owner.user() + "&password=" + owner.password()));
    }

    private static void allowReplication(Path data, Statement sql) throws Exception {
        Files.writeString(
                data.resolve("pg_hba.conf"), "host replication all 127.0.0.1/32 trust\n", StandardOpenOption.APPEND);
        sql.execute("SELECT pg_reload_conf()");
    }

    /// As `pg_basebackup` does it, which the embedded distribution lacks.
    private static void baseBackup(Path data, Path copy, int port, Statement sql) throws Exception {
        sql.execute("SELECT pg_backup_start('standby', true)");
        try (var files = Files.walk(data)) {
            for (Path from : files.toList()) {
                Path to = copy.resolve(data.relativize(from).toString());
                if (Files.isDirectory(from)) {
                    Files.createDirectories(to);
                } else if (!from.getFileName().toString().startsWith("postmaster.")
                        && !data.relativize(from).startsWith("pg_wal")) {
                    Files.copy(from, to);
                }
            }
        }
        // PostgreSQL refuses a folder that others may read.
        Files.setPosixFilePermissions(copy, PosixFilePermissions.fromString("rwx------"));
        String label;
        try (var r = sql.executeQuery("SELECT labelfile FROM pg_backup_stop(false)")) {
            r.next();
            label = r.getString(1);
        }
        Files.writeString(copy.resolve("backup_label"), label);
        Files.writeString(copy.resolve("standby.signal"), "");
        Files.writeString(
                copy.resolve("postgresql.auto.conf"),
                "primary_conninfo = 'host=127.0.0.1 port=" + port + " user=postgres'\n",
                StandardOpenOption.CREATE,
                StandardOpenOption.APPEND);
    }

    private static EmbeddedPostgres startStandby(Path copy, int port) throws IOException {
        return EmbeddedPostgres.builder()
                .setDataDirectory(copy)
                .setCleanDataDirectory(false)
                .setPort(port)
                .setServerConfig("max_connections", "60")
                .setPGStartupWait(Duration.ofSeconds(60))
                .setErrorRedirector(ProcessBuilder.Redirect.to(
                        copy.getParent().resolve("standby.err").toFile()))
                .setOutputRedirector(ProcessBuilder.Redirect.to(
                        copy.getParent().resolve("standby.log").toFile()))
                .start();
    }

    private static Connection connect(EmbeddedDatabase db) throws Exception {
        var o = db.owner();
        return DriverManager.getConnection(o.jdbcUrl(), o.user(), o.password());
    }

    private static void onStandby(int port, String statement) throws Exception {
        try (var c = standby(port);
                var s = c.createStatement()) {
            s.execute(statement);
        }
    }

    /// Connections of the application's role to the standby.
    private static long readers(int port) throws Exception {
        try (var c = standby(port);
                var s = c.createStatement();
                var r = s.executeQuery("SELECT count(*) FROM pg_stat_activity WHERE usename = 'tap2_app'")) {
            r.next();
            return r.getLong(1);
        }
    }

    private static Connection standby(int port) throws Exception {
        return DriverManager.getConnection("jdbc:postgresql://127.0.0.1:" + port + "/postgres", "postgres", "postgres");
    }

    /// A creator who sells and looks at the report.
    private static final class Seller {
        private final MoneyWorld world;
        private final TestServer server;
        private final UUID creator;
        private final String token;

        Seller(ServerApp app) {
            world = MoneyWorld.of(app);
            server = TestServer.of(app);
            var account = server.creator();
            token = account.accessToken();
            app.db()
                    .transact(tx -> tx.sql("UPDATE creators SET published = TRUE WHERE slug = :slug")
                            .set("slug", account.slug())
                            .update());
            creator = app.db()
                    .read(tx -> tx.sql("SELECT id FROM creators WHERE slug = :slug")
                            .set("slug", account.slug())
                            .one(r -> r.uuid("id")));
        }

        /// Booked on the primary when it returns.
        void sale(long cents) {
            UUID fan = world.fan();
            UUID product = world.product(creator, cents, false);
            var start = world.app
                    .billing()
                    .payments()
                    .purchase(fan, fan, new CreatePurchase(null, product, null, null, null, null, null, false));
            world.pay(start, "4242424242424242");
            world.until("the sale", () -> world.status(start.paymentId()).equals("succeeded"));
        }

        /// Cents, as the overview of the last 30 days says.
        long revenue() {
            var answer = server.send("GET", Routes.ANALYTICS_OVERVIEW, null, token);
            assertThat(answer.status()).as(answer.body()).isEqualTo(200);
            return answer.json().at("/data/current/revenue").longValue();
        }
    }

    private static void until(String what, java.util.function.BooleanSupplier ok) throws InterruptedException {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!ok.getAsBoolean()) {
            assertThat(System.nanoTime()).as("waited in vain for " + what).isLessThan(end);
            Thread.sleep(100);
        }
    }
}
