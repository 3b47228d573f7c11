package gg.tap2.server.checks;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.platform.db.DatabaseAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;

/// Whether both roles are let in and have their rights, and whether others have too many.
final class DatabaseCheck implements LiveCheck {
    private static final int OLDEST = 15;

    @Override
    public String area() {
        return "database";
    }

    @Override
    public List<Finding> look(ServerConfig c) {
        if (!c.isSet(Key.DATABASE_URL)) {
            return List.of(Finding.skipped(area(), "database.url is not set: the embedded database is used"));
        }
        List<Finding> out = new ArrayList<>();
        var app = DatabaseAddress.parse(c.text(Key.DATABASE_URL));
        boolean ownOwner = c.isSet(Key.DATABASE_MIGRATION_URL);
        var owner = ownOwner ? DatabaseAddress.parse(c.text(Key.DATABASE_MIGRATION_URL)) : app;
        String role = role(app, Key.DATABASE_URL, out);
        if (!role.isEmpty() && ownOwner) {
            ownOwner = !role(owner, Key.DATABASE_MIGRATION_URL, out).isEmpty();
        }
        if (!role.isEmpty()) {
            rights(owner, ownOwner ? Key.DATABASE_MIGRATION_URL : Key.DATABASE_URL, role, out);
            if (owner.equals(app)) {
                out.add(Finding.warning(
                        area(),
                        "the server works as the owner of its tables, which may change booked entries",
                        "give the owner's address in database.migration-url and a role of its own in database.url"));
            }
        }
        if (c.isSet(Key.DATABASE_READ_URL)) {
            role(DatabaseAddress.parse(c.text(Key.DATABASE_READ_URL)), Key.DATABASE_READ_URL, out);
        }
        return out;
    }

    private static Connection open(DatabaseAddress a) throws SQLException {
        return DriverManager.getConnection(a.jdbcUrl(), a.user(), a.password().value());
    }

    /// Empty when nobody is let in.
    private String role(DatabaseAddress a, Key key, List<Finding> out) {
        try (Connection c = open(a);
                var s = c.createStatement();
                var r = s.executeQuery(
                        "SELECT current_user, current_setting('server_version_num')::int / 10000, pg_is_in_recovery()")) {
            r.next();
            String role = r.getString(1);
            int version = r.getInt(2);
            if (version < OLDEST) {
                out.add(Finding.failed(
                        area(), key.key() + " is PostgreSQL " + version, "use PostgreSQL " + OLDEST + " or newer"));
            } else if (r.getBoolean(3) && key != Key.DATABASE_READ_URL) {
                out.add(Finding.failed(
                        area(),
                        key.key() + " leads to a replica",
                        "name the primary, or target_session_attrs=read-write"));
            } else {
                out.add(Finding.ok(area(), key.key() + " lets " + role + " in, PostgreSQL " + version));
            }
            return role;
        } catch (SQLException e) {
            out.add(Finding.failed(
                    area(),
                    key.key() + ": " + Finding.word(e),
                    "look at the host, the password, the rules of the network and sslmode in " + key.key()));
            return "";
        }
    }

    private void rights(DatabaseAddress owner, Key key, String role, List<Finding> out) {
        try (Connection c = open(owner);
                var s = c.createStatement()) {
            try (var r = s.executeQuery("SELECT has_schema_privilege('public', 'CREATE')")) {
                r.next();
                if (r.getBoolean(1)) {
                    out.add(Finding.ok(area(), "the owner may make tables"));
                } else {
                    out.add(Finding.failed(
                            area(),
                            "the role of " + key.key() + " may not make tables in the schema public",
                            "GRANT CREATE, USAGE ON SCHEMA public TO that role, or make it the database's owner"));
                }
            }
            try (var foreign = c.prepareStatement("""
                    SELECT DISTINCT grantee FROM information_schema.role_table_grants
                    WHERE table_schema = 'public' AND grantee NOT IN (current_user, ?, 'postgres') ORDER BY 1""")) {
                foreign.setString(1, role);
                List<String> names = new ArrayList<>();
                try (var r = foreign.executeQuery()) {
                    while (r.next()) {
                        names.add(r.getString(1));
                    }
                }
                if (!names.isEmpty()) {
                    out.add(
                            Finding.warning(
                                    area(),
                                    "other roles may read our tables: " + String.join(", ", names),
                                    "REVOKE ALL ON ALL TABLES IN SCHEMA public FROM them; at Supabase switch the Data API off"));
                }
            }
        } catch (SQLException e) {
            out.add(Finding.failed(area(), key.key() + ": " + Finding.word(e), "look at the rights of that role"));
        }
    }
}
