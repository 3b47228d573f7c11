package gg.tap2.model.catalog;

/// Page colours as `#rrggbb`.
public record ThemeColors(String primary, String secondary, String accent) {
    public static final ThemeColors DEFAULT = new ThemeColors("#6d28d9", "#f5f3ff", "#f59e0b");
}
