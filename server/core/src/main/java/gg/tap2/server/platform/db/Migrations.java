package gg.tap2.server.platform.db;

import gg.tap2.server.platform.config.ConfigException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.flywaydb.core.Flyway;
import org.flywaydb.core.api.FlywayException;
import org.flywaydb.core.api.MigrationState;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Brings the schema up to date as the owner, then grants the working role what it needs and no more.
public final class Migrations {
    /// Tables whose rows are never changed or removed once written.
    private static final List<String> APPEND_ONLY =
            List.of("ledger_journal", "ledger_posting", "audit_events", "setting_changes", "fee_changes");

    /// Tables that keep what was written but for a few columns that have to move on; rows that were decided
    /// are guarded
    /// by triggers besides.
    private static final Map<String, String> MOVES_ON = Map.of(
            "download_log", "ip_address",
            "money_actions", "status, decided_by, decision, decided_at",
            "admin_changes", "status, decided_by, decision, decided_at",
            "webhook_inbox", "status, attempts, next_attempt_at, last_error, handled_at");

    /// Of these, handled rows go after a while.
    private static final String GOES = "webhook_inbox";

    /// Run by a newer server: after the last of ours, or in a feature's range before it.
    private static final Set<MigrationState> UNKNOWN =
            EnumSet.of(MigrationState.FUTURE_SUCCESS, MigrationState.MISSING_SUCCESS);

    private static final String CONTRACT = "contract ";
    private static final Logger LOG = LoggerFactory.getLogger(Migrations.class);

    private Migrations() {}

    /// A schema that is newer than this server is fine, as in a rolling restart: migrations only add. What
    /// takes something away from servers of the release before is a migration of its own, named `contract_…`,
    /// and a server that does not know it does not start.
    ///
    /// @throws ConfigException when the database was written by a version that this one cannot work with
    public static void run(DatabaseAddress owner, String appRole) {
        run(owner, appRole, "latest");
    }

    /// The same up to a version, to restore what was saved with it.
    public static void run(DatabaseAddress owner, String appRole, String target) {
        try {
            var flyway = Flyway.configure()
                    .target(target)
                    .dataSource(owner.jdbcUrl(), owner.user(), owner.password().value())
                    .locations("classpath:db/migration")
                    .table("schema_history")
                    .validateMigrationNaming(true)
                    // Features count in ranges of their own, so a new one may come before the last that was run.
                    .outOfOrder(true)
                    .ignoreMigrationPatterns("*:future", "*:missing")
                    .connectRetries(3)
                    .load();
            var unknown = Arrays.stream(flyway.info().all())
                    .filter(m -> UNKNOWN.contains(m.getState()))
                    .toList();
            for (var m : unknown) {
                if (m.getDescription().startsWith(CONTRACT)) {
                    throw new ConfigException("the database was written by a newer version (schema " + m.getVersion()
                            + ", " + m.getDescription() + "); start that version, or restore a backup");
                }
            }
            if (!unknown.isEmpty()) {
                LOG.info(
                        "the schema is newer than this server, by {} migrations up to {}",
                        unknown.size(),
                        unknown.getLast().getVersion());
            }
            flyway.migrate();
        } catch (FlywayException e) {
            throw new ConfigException("database migration failed: " + firstLine(e));
        }
        if (!owner.user().equals(appRole)) {
            grant(owner, appRole);
        }
    }

    /// Who the database takes somebody for: behind a pooler the name of the address may carry more than the
    /// role's, such
    /// as Supabase's `role.project`.
    ///
    /// @throws ConfigException when the database does not let them in
    public static String roleOf(DatabaseAddress address) {
        try (Connection c = DriverManager.getConnection(
                        address.jdbcUrl(), address.user(), address.password().value());
                Statement s = c.createStatement();
                var row = s.executeQuery("SELECT current_user")) {
            row.next();
            return row.getString(1);
        } catch (SQLException e) {
            throw new ConfigException("database.url cannot be used: " + e.getMessage());
        }
    }

    private static void grant(DatabaseAddress owner, String appRole) {
        String role = "\"" + appRole.replace("\"", "\"\"") + "\"";
        try (Connection c = DriverManager.getConnection(
                        owner.jdbcUrl(), owner.user(), owner.password().value());
                Statement s = c.createStatement()) {
            s.execute("GRANT USAGE ON SCHEMA public TO " + role);
            s.execute("GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO " + role);
            s.execute("GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO " + role);
            s.execute("REVOKE ALL ON schema_history FROM " + role);
            s.execute("GRANT SELECT ON schema_history TO " + role);
            for (String table : APPEND_ONLY) {
                if (isThere(s, table)) {
                    s.execute("REVOKE UPDATE, DELETE, TRUNCATE ON " + table + " FROM " + role);
                }
            }
            for (var table : MOVES_ON.entrySet()) {
                if (isThere(s, table.getKey())) {
                    s.execute("REVOKE UPDATE, DELETE, TRUNCATE ON " + table.getKey() + " FROM " + role);
                    s.execute("GRANT UPDATE (" + table.getValue() + ") ON " + table.getKey() + " TO " + role);
                }
            }
            if (isThere(s, GOES)) {
                s.execute("GRANT DELETE ON " + GOES + " TO " + role);
            }
        } catch (SQLException e) {
            throw new ConfigException("granting rights to " + appRole + " failed: " + e.getMessage());
        }
    }

    private static boolean isThere(Statement s, String table) throws SQLException {
        try (var found = s.executeQuery("SELECT to_regclass('" + table + "') IS NOT NULL")) {
            return found.next() && found.getBoolean(1);
        }
    }

    private static String firstLine(Throwable e) {
        return String.valueOf(e.getMessage())
                .lines()
                .filter(l -> !l.isBlank())
                .limit(3)
                .reduce("", (a, b) -> a + " " + b)
                .strip();
    }
}
