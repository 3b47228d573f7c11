package gg.tap2.model.catalog;

import gg.tap2.model.common.Currency;
import gg.tap2.model.media.ArchiveListing;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A published product as everyone sees it; sizes in bytes.
public record PublicProduct(
        UUID id,
        UUID creatorId,
        String creatorSlug,
        String creatorName,
        ProductType type,
        String title,
        String description,
        long price,
        Currency currency,
        boolean payWhatYouWant,
        @Nullable Long suggestedPrice,
        @Nullable String coverImageUrl,
        @Nullable UUID tierId,
        ProductAccess access,
        List<String> tags,
        List<PublicFile> files,
        List<String> lessonTitles,
        String refundPolicy,
        Instant publishedAt) {
    public boolean membersOnly() {
        return access == ProductAccess.MEMBERS_ONLY;
    }

    /// `inside` is what an archive holds, where the creator shows it.
    public record PublicFile(
            String title,
            String contentType,
            long size,
            @Nullable ArchiveListing inside) {}
}
