package gg.tap2.model.billing;

import gg.tap2.model.catalog.ProductType;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something a fan owns or may open. `source` is `purchase`, `tier` or `grant`.
public record LibraryItem(
        UUID productId,
        ProductType type,
        String title,
        @Nullable String coverImageUrl,
        String creatorSlug,
        String creatorName,
        String source,
        @Nullable UUID purchaseId,
        Instant since,
        int lessonsDone,
        int lessonCount) {}
