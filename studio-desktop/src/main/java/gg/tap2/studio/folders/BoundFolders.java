package gg.tap2.studio.folders;

import gg.tap2.model.media.FileTypes;
import gg.tap2.model.media.UploadPurpose;
import gg.tap2.studio.folders.BoundFolder.Seen;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.store.StudioStore;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;

/// Remembers which folder belongs to which product and finds what differs. Nothing is changed by looking: what was
/// found is offered, and taken over only when the creator says so.
public final class BoundFolders {
    /// What differs between the folder and the product, by name.
    public record Difference(List<Path> added, Map<UUID, Path> changed, List<UUID> gone) {
        public boolean isEmpty() {
            return added.isEmpty() && changed.isEmpty() && gone.isEmpty();
        }
    }

    private final StudioStore store;

    public BoundFolders(StudioStore store) {
        this.store = store;
    }

    private static String key(UUID productId) {
        return "folder." + productId;
    }

    public Optional<BoundFolder> find(UUID productId) {
        return store.findSetting(key(productId)).map(json -> Json.read(json, BoundFolder.class));
    }

    public void save(UUID productId, BoundFolder folder) {
        store.saveSetting(key(productId), Json.write(folder));
    }

    public void release(UUID productId) {
        store.deleteSetting(key(productId));
    }

    /// Compares by size and time of change, as the upload engine does; `present` are the product's file ids now.
    ///
    /// @throws IOException when the folder cannot be read, which is never taken for an empty one
    public Difference compare(BoundFolder bound, Set<UUID> present) throws IOException {
        List<Path> added = new ArrayList<>();
        Map<UUID, Path> changed = new HashMap<>();
        Map<String, Path> now = files(Path.of(bound.folder()));
        for (Map.Entry<String, Path> e : now.entrySet()) {
            Seen seen = bound.files().get(e.getKey());
            if (seen == null || !present.contains(seen.fileId())) {
                added.add(e.getValue());
            } else if (seen.size() != Files.size(e.getValue())
                    || seen.mtimeMs() != Files.getLastModifiedTime(e.getValue()).toMillis()) {
                changed.put(seen.fileId(), e.getValue());
            }
        }
        List<UUID> gone = bound.files().entrySet().stream()
                .filter(e -> !now.containsKey(e.getKey())
                        && present.contains(e.getValue().fileId()))
                .map(e -> e.getValue().fileId())
                .toList();
        return new Difference(added, changed, gone);
    }

    /// Files that can be sold, in the order of their names; hidden ones and folders are left out.
    public static Map<String, Path> files(Path folder) throws IOException {
        Map<String, Path> out = new TreeMap<>();
        try (var list = Files.list(folder)) {
            for (Path file : list.toList()) {
                String name = file.getFileName().toString();
                boolean fits = FileTypes.isTaken(name, UploadPurpose.PRODUCT_FILE) && !isOfTheSystem(name);
                if (fits && !name.startsWith(".") && Files.isRegularFile(file) && Files.size(file) > 0) {
                    out.put(name, file);
                }
            }
        }
        return out;
    }

    /// What systems and programs leave in folders for themselves.
    private static boolean isOfTheSystem(String name) {
        return name.equalsIgnoreCase("Thumbs.db")
                || name.equalsIgnoreCase("desktop.ini")
                || name.startsWith("~$")
                || name.endsWith("~")
                || Set.of("tmp", "part", "crdownload", "download").contains(FileTypes.ending(name));
    }

    public static Seen seen(UUID fileId, Path file) throws IOException {
        return new Seen(
                fileId, Files.size(file), Files.getLastModifiedTime(file).toMillis());
    }
}
