package gg.tap2.model.catalog;

import java.util.Locale;

public enum ProductStatus {
    DRAFT,
    PUBLISHED,
    UNPUBLISHED,
    /// Taken down by an admin; the creator cannot publish it until it is restored.
    TAKEN_DOWN;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
