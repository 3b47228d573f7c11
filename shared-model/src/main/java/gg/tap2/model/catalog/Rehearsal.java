package gg.tap2.model.catalog;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a buyer would get of a product, whatever its status: for its creator alone, before publishing. The paths are
/// pages of the server and the addresses of files lead straight to storage; all end at `expiresAt`.
public record Rehearsal(
        UUID productId,
        long version,
        Payment payment,
        String creatorPath,
        String productPath,
        String libraryPath,
        List<File> files,
        Instant expiresAt) {
    public enum Outcome {
        /// Paid with a test card at the payment provider's sandbox, and refunded there.
        PAID,
        FREE,
        /// A live server charges nobody to rehearse.
        NOT_CHARGED,
        FAILED;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// `amount` is what a buyer without a discount code pays, in minor units; `problem` is the provider's word.
    public record Payment(
            Outcome outcome,
            long amount,
            Currency currency,
            @Nullable String reference,
            @Nullable String problem) {}

    public record File(
            UUID id,
            String title,
            String fileName,
            long size,
            @Nullable String sha256,
            String url) {}
}
