package gg.tap2.server.library;

import gg.tap2.model.billing.LibraryItem;
import gg.tap2.model.catalog.Lesson;
import gg.tap2.model.catalog.ProductFile;
import java.util.List;
import java.util.Set;
import java.util.UUID;

/// An opened product: what only owners see, and how far they are.
public record LibraryDetail(
        LibraryItem item,
        String description,
        String hiddenContent,
        List<Lesson> lessons,
        List<ProductFile> files,
        Set<UUID> lessonsDone) {}
