package gg.tap2.studio.store;

import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.SaveProduct;
import java.util.Objects;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Both copies of a product: `base` as last seen from the server (absent for one that was made offline) and `working`
/// with the edits that are not there yet.
public record ProductCopy(
        UUID id, @Nullable Product base, @Nullable SaveProduct working) {
    /// What the editor opens.
    public SaveProduct content() {
        return working != null ? working : contentOf(Objects.requireNonNull(base));
    }

    /// The part of a product that its creator writes.
    public static SaveProduct contentOf(Product product) {
        return new SaveProduct(
                product.id(),
                product.type(),
                product.title(),
                product.description(),
                product.price(),
                product.payWhatYouWant(),
                product.suggestedPrice(),
                product.coverUploadId(),
                product.tierId(),
                product.access(),
                product.tags(),
                product.hiddenContent(),
                product.files().stream()
                        .map(f -> new SaveProduct.FileRef(f.id(), f.uploadId(), f.title(), f.note()))
                        .toList(),
                product.lessons(),
                product.refundPolicy(),
                product.showContents());
    }
}
