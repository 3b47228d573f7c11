package gg.tap2.studio.store;

import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A product as the table shows it. `unsaved` when the working copy has not reached the server yet.
public record ProductRow(
        UUID id,
        String title,
        ProductType type,
        ProductStatus status,
        long price,
        Currency currency,
        List<String> tags,
        long salesCount,
        int fileCount,
        Instant updatedAt,
        boolean unsaved) {
    /// Whether fans see another state than the one that was written.
    public boolean hasUnpublishedChanges() {
        return unsaved && status == ProductStatus.PUBLISHED;
    }
}
