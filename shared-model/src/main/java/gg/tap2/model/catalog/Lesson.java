package gg.tap2.model.catalog;

import java.util.List;
import java.util.UUID;

/// A lesson of a course: Markdown text and files of the product, in the order of the list.
public record Lesson(UUID id, String title, String content, List<UUID> fileIds) {
    public Lesson {
        fileIds = fileIds == null ? List.of() : List.copyOf(fileIds);
    }
}
