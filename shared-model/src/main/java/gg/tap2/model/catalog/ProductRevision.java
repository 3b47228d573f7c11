package gg.tap2.model.catalog;

import java.time.Instant;

/// An earlier state of a product, kept on every save.
public record ProductRevision(long version, Instant savedAt, SaveProduct content, ProductStatus status) {}
