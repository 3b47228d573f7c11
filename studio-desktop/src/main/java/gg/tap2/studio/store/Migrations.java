package gg.tap2.studio.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Brings a store to the current layout, one transaction per step; `PRAGMA user_version` counts them.
final class Migrations {
    private static final List<String> STEPS = List.of("0001.sql", "0002.sql", "0003.sql");

    private Migrations() {}

    /// @throws NewerStoreException when the file was written by a newer studio
    static void run(Database db) {
        int version = (int) db.number("PRAGMA user_version");
        if (version > STEPS.size()) {
            throw new NewerStoreException(version, STEPS.size());
        }
        for (int i = version; i < STEPS.size(); i++) {
            int step = i;
            db.write(c -> {
                try (var statement = c.createStatement()) {
                    for (String sql : text(STEPS.get(step)).split(";\\s*\\n")) {
                        if (!sql.isBlank()) {
                            statement.execute(sql);
                        }
                    }
                    return statement.execute("PRAGMA user_version = " + (step + 1));
                }
            });
        }
    }

    private static String text(String name) {
        try (var in = Migrations.class.getResourceAsStream("/store/" + name)) {
            return new String(java.util.Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
