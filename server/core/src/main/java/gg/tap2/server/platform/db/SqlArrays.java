package gg.tap2.server.platform.db;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/// PostgreSQL array literals, for parameters that are cast to an array.
public final class SqlArrays {
    private SqlArrays() {}

    /// A literal of texts, each quoted.
    public static String texts(@Nullable Collection<String> values) {
        if (values == null || values.isEmpty()) {
            return "{}";
        }
        return "{"
                + String.join(
                        ",",
                        values.stream()
                                .map(v -> '"' + v.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
                                .toList())
                + "}";
    }

    /// A literal of values that need no quotes: numbers, UUIDs.
    public static String raw(Collection<?> values) {
        return "{" + String.join(",", values.stream().map(Object::toString).toList()) + "}";
    }
}
