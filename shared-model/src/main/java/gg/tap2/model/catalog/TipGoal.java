package gg.tap2.model.catalog;

/// A goal shown on the page; amounts in minor units of the creator's currency.
public record TipGoal(String title, long target, long raised) {}
