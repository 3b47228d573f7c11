package gg.tap2.server.catalog;

/// Patterns of `LIKE`.
final class Likes {
    private Likes() {}

    /// Matches what has the words somewhere in it, letter by letter: none of them stands for others.
    static String part(String words) {
        return "%" + words.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%";
    }
}
