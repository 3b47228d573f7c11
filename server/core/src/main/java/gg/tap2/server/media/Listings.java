package gg.tap2.server.media;

import gg.tap2.model.media.ArchiveListing;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// What is told of an archive's content.
final class Listings {
    private static final int LONGEST_NAME = 300;

    private Listings() {}

    /// Without folders and what Macs and Windows add for themselves; null when there is nothing to list.
    static @Nullable ArchiveListing of(List<ZipDirectory.Entry> entries) {
        var items = new ArrayList<ArchiveListing.Item>();
        int count = 0;
        long size = 0;
        for (var e : entries) {
            String name = e.name().replace('\\', '/');
            if (name.endsWith("/") || isOfTheSystem(name)) {
                continue;
            }
            count++;
            size += e.size();
            if (items.size() < ArchiveListing.MOST) {
                items.add(new ArchiveListing.Item(shown(name), e.size()));
            }
        }
        return count == 0 ? null : new ArchiveListing(count, size, List.copyOf(items));
    }

    private static boolean isOfTheSystem(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1);
        return name.startsWith("__MACOSX/")
                || last.equals(".DS_Store")
                || last.equals("Thumbs.db")
                || last.equals("desktop.ini");
    }

    /// Marks that turn the direction of what follows would show another name than the file has. A database keeps no
    /// NUL.
    private static String shown(String name) {
        String plain =
                name.replaceAll("[\\p{Cntrl}\\x{202A}-\\x{202E}\\x{2066}-\\x{2069}\\x{200E}\\x{200F}]", "\uFFFD");
        return plain.length() <= LONGEST_NAME ? plain : plain.substring(0, LONGEST_NAME - 1) + "…";
    }
}
