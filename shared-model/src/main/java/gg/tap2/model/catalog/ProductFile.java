package gg.tap2.model.catalog;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A file of a product. `id` stays over new versions; `uploadId` is the upload that holds the bytes.
public record ProductFile(
        UUID id,
        UUID uploadId,
        String title,
        String fileName,
        long size,
        String contentType,
        @Nullable String sha256,
        int version,
        @Nullable String note) {}
