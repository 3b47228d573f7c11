package gg.tap2.studio.store;

import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Copies what only this machine knows out of a damaged store, as far as its pages can still be read.
final class Rescue {
    private static final Logger LOG = LoggerFactory.getLogger(Rescue.class);
    private static final List<String> PARENTS_FIRST = List.of("outbox", "conflict", "upload", "upload_part");

    private Rescue() {}

    static void into(Database fresh, Path damaged) {
        try (Database old = Database.open(damaged)) {
            copy(old, fresh, "product", "working IS NOT NULL");
            copy(old, fresh, "document", "working IS NOT NULL");
            // Who it is, so that the rescued drafts open without a connection, and what stood in forms.
            copy(old, fresh, "setting", "name = 'me' OR name LIKE 'form:%'");
            for (String table : PARENTS_FIRST) {
                copy(old, fresh, table, "1 = 1");
            }
        } catch (StoreException e) {
            LOG.warn("Nothing could be read from {}: {}", damaged, e.getMessage());
        }
    }

    private static void copy(Database old, Database fresh, String table, String where) {
        int copied = old.read(source -> {
            int rows = 0;
            try (var statement = source.createStatement();
                    var found = statement.executeQuery("SELECT * FROM " + table + " WHERE " + where)) {
                // By name: a store of an older layout has fewer of them.
                int columns = found.getMetaData().getColumnCount();
                List<String> names = new ArrayList<>();
                for (int i = 1; i <= columns; i++) {
                    names.add(found.getMetaData().getColumnName(i));
                }
                String insert = "INSERT OR IGNORE INTO " + table + " (" + String.join(", ", names) + ") VALUES ("
                        + String.join(", ", java.util.Collections.nCopies(columns, "?")) + ")";
                while (found.next()) {
                    var values = new Object[columns];
                    for (int i = 0; i < columns; i++) {
                        values[i] = found.getObject(i + 1);
                    }
                    rows += fresh.update(insert, values);
                }
            } catch (SQLException e) {
                LOG.warn("Rescue of {} stopped after {} rows: {}", table, rows, e.getMessage());
            }
            return rows;
        });
        LOG.info("Rescued {} rows of {}", copied, table);
    }
}
