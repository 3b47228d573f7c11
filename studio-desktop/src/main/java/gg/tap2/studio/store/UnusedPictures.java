package gg.tap2.studio.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Removes pictures that the studio made, such as cropped covers, once nothing shows or sends them any more.
///
/// A picture stays while its upload is not over, and afterwards while a product, a tier or the page, as the server has
/// it or as a draft, names that upload: it is shown from the disk then. Pictures of the last hour stay too, for the
/// form
/// that they were made for may not be saved yet.
public final class UnusedPictures {
    private static final Duration YOUNG = Duration.ofHours(1);

    private UnusedPictures() {}

    /// Returns how many were removed. Blocks.
    ///
    /// @throws IOException when the folder cannot be read
    public static int remove(StudioStore store, Instant now) throws IOException {
        Path folder = store.images().toAbsolutePath();
        if (!Files.isDirectory(folder)) {
            return 0;
        }
        Set<Path> used = used(store.db());
        int removed = 0;
        List<Path> files;
        try (var all = Files.list(folder)) {
            files = all.toList();
        }
        for (Path file : files) {
            boolean young =
                    Files.getLastModifiedTime(file).toInstant().plus(YOUNG).isAfter(now);
            if (!young && !used.contains(file) && Files.deleteIfExists(file)) {
                removed++;
            }
        }
        return removed;
    }

    private static Set<Path> used(Database db) {
        return new HashSet<>(db.list("""
                SELECT path FROM upload u
                WHERE purpose <> 'product_file'
                  AND (state NOT IN ('ready', 'cancelled')
                       OR EXISTS (SELECT 1 FROM product WHERE base LIKE '%' || u.id || '%' OR working LIKE '%' || u.id || '%')
                       OR EXISTS (SELECT 1 FROM document WHERE kind IN ('profile', 'tier')
                                  AND (body LIKE '%' || u.id || '%' OR working LIKE '%' || u.id || '%')))
                """, row -> Path.of(row.getString(1)).toAbsolutePath()));
    }
}
