package gg.tap2.server.app;

import java.sql.DriverManager;
import java.util.List;

/// Statements as the owner of the tables, for tests that need many rows quickly.
public final class TestOwner {
    private TestOwner() {}

    public static void run(ServerApp app, List<String> statements) throws Exception {
        try (var c = DriverManager.getConnection(
                        app.services().databaseAddress().jdbcUrl(),
                        "postgres",
                        Launcher.embedded(app).databaseOwnerPassword().value());
                var s = c.createStatement()) {
            for (String sql : statements) {
                s.execute(sql);
            }
        }
    }
}
