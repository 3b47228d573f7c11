package gg.tap2.model.catalog;

import org.jspecify.annotations.Nullable;

/// `reason` is `invalid`, `reserved` or `taken` when not available.
public record SlugAvailability(
        String slug, boolean available, @Nullable String reason) {}
