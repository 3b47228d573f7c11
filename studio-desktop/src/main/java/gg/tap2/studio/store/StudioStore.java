package gg.tap2.studio.store;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The store of one account. Opening checks its integrity; a damaged file is put aside, what the server cannot give
/// back (drafts, outbox, upload journal) is rescued row by row, and the rest comes back with the next full pull.
public final class StudioStore implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StudioStore.class);

    private static final String REPAIRED = "repaired";

    private final Path file;
    private final Database db;

    private StudioStore(Path file, Database db) {
        this.file = file;
        this.db = db;
    }

    public static StudioStore open(Path file, InstantSource clock) {
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (Files.exists(file) && !isSound(file)) {
            Path aside = file.resolveSibling(file.getFileName() + ".damaged-" + clock.millis());
            LOG.warn("The local store is damaged; it is kept as {}", aside);
            moveAside(file, aside);
            Database db = Database.open(file);
            Migrations.run(db);
            Rescue.into(db, aside);
            var store = new StudioStore(file, db);
            store.saveSetting(REPAIRED, aside.toString());
            return store;
        }
        Database db = Database.open(file);
        try {
            Migrations.run(db);
        } catch (RuntimeException e) {
            db.close();
            throw e;
        }
        return new StudioStore(file, db);
    }

    private static boolean isSound(Path file) {
        try (Database db = Database.open(file)) {
            return db.find("PRAGMA quick_check(1)", row -> row.getString(1))
                    .map("ok"::equals)
                    .orElse(false);
        } catch (StoreException e) {
            return false;
        }
    }

    private static void moveAside(Path file, Path aside) {
        try {
            Files.move(file, aside);
            for (String tail : new String[] {"-wal", "-shm"}) {
                Path side = file.resolveSibling(file.getFileName() + tail);
                if (Files.exists(side)) {
                    Files.move(side, aside.resolveSibling(aside.getFileName() + tail));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /// Where the damaged file was put when the store was repaired, until somebody has been told.
    public Optional<Path> damagedCopy() {
        return findSetting(REPAIRED).map(Path::of);
    }

    /// Somebody knows of the repair.
    public void repairTold() {
        deleteSetting(REPAIRED);
    }

    /// The account's folder for pictures that the studio itself makes, such as cropped covers.
    public Path images() {
        return file.resolveSibling(file.getFileName().toString().replaceFirst("\\.db$", "") + "-images");
    }

    public Database db() {
        return db;
    }

    public Products products() {
        return new Products(db);
    }

    public Documents documents() {
        return new Documents(db);
    }

    public Sales sales() {
        return new Sales(db);
    }

    public Outbox outbox() {
        return new Outbox(db);
    }

    public Conflicts conflicts() {
        return new Conflicts(db);
    }

    public Optional<String> findSetting(String name) {
        return db.find("SELECT value FROM setting WHERE name = ?", row -> row.getString(1), name);
    }

    public void saveSetting(String name, String value) {
        db.update(
                "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
                name,
                value);
    }

    public void deleteSetting(String name) {
        db.update("DELETE FROM setting WHERE name = ?", name);
    }

    @Override
    public void close() {
        db.close();
    }
}
