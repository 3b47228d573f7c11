package gg.tap2.server.bench;

import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.db.DatabaseAddress;
import gg.tap2.server.platform.db.Db;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.InstantSource;
import java.util.List;
import java.util.UUID;

/// A running server with its sandbox and its own database, as the benchmarks see it.
public interface BenchServer {
    Db db();

    Ledger ledger();

    InstantSource clock();

    /// On this machine, without a slash at the end.
    String url();

    /// A setting, the sandbox's keys included.
    String setting(Key key);

    /// The server's database by its owner's account, for peers and for filling.
    DatabaseAddress owner();

    /// What a database that is older than some minutes has: statistics. A plan made for empty tables is nobody's.
    default void analyze() throws SQLException {
        asOwner(List.of("ANALYZE"));
    }

    /// Statements by the owner of the tables, in one connection; for filling many rows at once.
    default void asOwner(List<String> statements) throws SQLException {
        DatabaseAddress address = owner();
        try (Connection db = DriverManager.getConnection(
                        address.jdbcUrl(), address.user(), address.password().value());
                var s = db.createStatement()) {
            for (String sql : statements) {
                s.execute(sql);
            }
        }
    }

    /// A guest who buys.
    UUID guest(String email, String name);

    /// Stops or restarts the mail and the feed that follow events, so that a benchmark can measure the path up
    /// to the outbox, as its peer does.
    void notices(boolean running);
}
