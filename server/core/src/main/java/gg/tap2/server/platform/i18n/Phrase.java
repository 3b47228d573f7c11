package gg.tap2.server.platform.i18n;

import java.util.List;

/// A text by its key, to be phrased in the reader's language where it is an argument of another text.
public record Phrase(String key, List<Object> args) {
    public static Phrase of(String key, Object... args) {
        return new Phrase(key, List.of(args));
    }
}
