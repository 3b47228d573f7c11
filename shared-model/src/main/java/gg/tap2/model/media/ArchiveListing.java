package gg.tap2.model.media;

import java.util.List;

/// What is inside an archive: the first [#MOST] files in their order. `count` and `size` (bytes, unpacked) are those of
/// all files.
public record ArchiveListing(int count, long size, List<Item> files) {
    /// Files that are listed by name.
    public static final int MOST = 300;

    /// A file with its folders.
    public record Item(String name, long size) {}
}
