package gg.tap2.model.catalog;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A product as its creator sees it. `price` and `suggestedPrice` are minor units of `currency`;
/// with `payWhatYouWant` the price is the minimum. `version` is the number inside the ETag `"v7"`.
/// `showContents` lists on its page what is inside its archives.
public record Product(
        UUID id,
        UUID creatorId,
        ProductType type,
        String title,
        String description,
        long price,
        Currency currency,
        boolean payWhatYouWant,
        @Nullable Long suggestedPrice,
        @Nullable UUID coverUploadId,
        @Nullable String coverImageUrl,
        @Nullable UUID tierId,
        ProductAccess access,
        List<String> tags,
        String hiddenContent,
        List<ProductFile> files,
        List<Lesson> lessons,
        String refundPolicy,
        ProductStatus status,
        long version,
        Instant createdAt,
        Instant updatedAt,
        @Nullable Instant publishedAt,
        long salesCount,
        boolean showContents) {}
