package gg.tap2.server.testing;

import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.db.DatabaseAddress;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Migrations;
import gg.tap2.server.sandbox.database.EmbeddedDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Comparator;
import java.util.concurrent.atomic.AtomicInteger;

/// Real PostgreSQL, started once per test process. Each caller gets a database of its own, copied from one that was
/// migrated once, so tests do not see each other's rows.
public final class TestDatabase {
    private static final AtomicInteger NEXT = new AtomicInteger();
    private static TestDatabase shared;

    private final EmbeddedDatabase postgres;

    private TestDatabase(EmbeddedDatabase postgres) {
        this.postgres = postgres;
    }

    /// A fresh, migrated database, as the application's role. The caller closes the pool.
    public static Db open() {
        return Db.open(address(), 10);
    }

    /// The address of a fresh, migrated database, as the application's role.
    public static synchronized DatabaseAddress address() {
        if (shared == null) {
            shared = start();
        }
        String name = "test" + NEXT.incrementAndGet();
        shared.execute("CREATE DATABASE " + name + " TEMPLATE migrated");
        return in(shared.postgres.app(), name);
    }

    /// The same database as its owner, for looking and for setting things up.
    public static DatabaseAddress owner(DatabaseAddress app) {
        var o = shared.postgres.owner();
        return new DatabaseAddress(app.jdbcUrl(), o.user(), new Secret(o.password()), false);
    }

    private static TestDatabase start() {
        try {
            Path folder = Files.createTempDirectory("tap2-pg");
            var db = EmbeddedDatabase.start(folder, "test", "postgres");
            Runtime.getRuntime().addShutdownHook(new Thread(() -> {
                db.close();
                delete(folder);
            }));
            var it = new TestDatabase(db);
            // What a test wrote is forgotten at its end: only tests of kills and losses need it on the disk.
            it.execute("ALTER ROLE " + db.app().user() + " SET synchronous_commit = off");
            it.execute("ALTER ROLE " + db.owner().user() + " SET synchronous_commit = off");
            it.execute("CREATE DATABASE migrated");
            Migrations.run(in(db.owner(), "migrated"), db.app().user());
            return it;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static DatabaseAddress in(EmbeddedDatabase.Login a, String database) {
        return new DatabaseAddress(
                a.jdbcUrl().replaceFirst("/postgres$", "/" + database), a.user(), new Secret(a.password()), false);
    }

    private void execute(String sql) {
        var o = postgres.owner();
        try (var c = DriverManager.getConnection(o.jdbcUrl(), o.user(), o.password());
                var s = c.createStatement()) {
            s.execute(sql);
        } catch (SQLException e) {
            throw new IllegalStateException(e);
        }
    }

    /// Removes a temporary folder and what is in it.
    public static void delete(Path folder) {
        try (var files = Files.walk(folder)) {
            files.sorted(Comparator.reverseOrder()).forEach(f -> f.toFile().delete());
        } catch (IOException | UncheckedIOException e) {
            // a temporary folder that stays does no harm
        }
    }
}
