package gg.tap2.studio.folders;

import java.util.Map;
import java.util.UUID;

/// A folder bound to a product: for each file by its name, which file of the product it became and how it looked then.
public record BoundFolder(String folder, Map<String, Seen> files) {
    public record Seen(UUID fileId, long size, long mtimeMs) {}

    public BoundFolder {
        files = Map.copyOf(files);
    }
}
