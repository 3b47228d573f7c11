package gg.tap2.server.checks;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Locale;

/// What one question gave.
///
/// @param area `database`, `storage`, `malware`, `mail`, `push`, `redis`, `google`, `plaid`, `payouts` or `stripe`
/// @param what was asked, and the provider's own word where it refused
/// @param remedy what to do about it; empty where nothing is wrong
@JsonInclude(JsonInclude.Include.NON_EMPTY)
public record Finding(String area, Level level, String what, String remedy) {
    /// How it stands.
    public enum Level {
        OK,
        /// Works, with something that will hurt sooner or later.
        WARNING,
        FAILED,
        /// Not set, so that nobody was asked.
        SKIPPED;

        @Override
        @JsonValue
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    static Finding ok(String area, String what) {
        return new Finding(area, Level.OK, what, "");
    }

    static Finding warning(String area, String what, String remedy) {
        return new Finding(area, Level.WARNING, what, remedy);
    }

    static Finding failed(String area, String what, String remedy) {
        return new Finding(area, Level.FAILED, what, remedy);
    }

    static Finding skipped(String area, String what) {
        return new Finding(area, Level.SKIPPED, what, "");
    }

    /// An exception's own word, in one line and without what stands behind it.
    static String word(Throwable e) {
        Throwable t = e;
        while (t.getMessage() == null && t.getCause() != null) {
            t = t.getCause();
        }
        String w = t.getMessage() == null
                ? t.getClass().getSimpleName()
                : t.getMessage().replaceAll("\\s+", " ").strip();
        return w.substring(0, Math.min(300, w.length()));
    }
}
