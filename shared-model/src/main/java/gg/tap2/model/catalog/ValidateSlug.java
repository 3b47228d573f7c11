package gg.tap2.model.catalog;

/// Asks whether an address is free.
public record ValidateSlug(String slug) {}
