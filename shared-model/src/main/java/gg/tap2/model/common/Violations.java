package gg.tap2.model.common;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Collects what is wrong with a request, by field. Each entry is a message key with arguments, so that
/// server and studio phrase it in the reader's language (`validation_en/de.properties`).
public final class Violations {
    /// One broken rule: a stable key such as `too_long` and its arguments.
    public record Violation(String key, List<Object> args) {}

    private final Map<String, List<Violation>> byField = new LinkedHashMap<>();

    public static Violations none() {
        return new Violations();
    }

    public Violations add(String field, String key, Object... args) {
        byField.computeIfAbsent(field, f -> new ArrayList<>()).add(new Violation(key, List.of(args)));
        return this;
    }

    /// Text with a length in Unicode code points. Null or blank is a violation when `min` is above 0.
    public Violations text(String field, @Nullable String value, int min, int max) {
        if (value == null || value.isBlank()) {
            return min > 0 ? add(field, "required") : this;
        }
        int length = value.codePointCount(0, value.length());
        if (length < min) {
            add(field, "too_short", min);
        }
        if (length > max) {
            add(field, "too_long", max);
        }
        if (value.indexOf('\0') >= 0) {
            add(field, "invalid");
        }
        return this;
    }

    /// Text of one line that names somebody or something: also without control characters, line breaks and characters
    /// that turn the direction of what follows.
    public Violations line(String field, @Nullable String value, int min, int max) {
        text(field, value, min, max);
        if (value != null && value.codePoints().anyMatch(Violations::breaksALine)) {
            add(field, "line");
        }
        return this;
    }

    /// Whether a character could end the line that it stands in, act on a terminal or protocol, or reorder the text
    /// around it.
    public static boolean breaksALine(int point) {
        return switch (Character.getType(point)) {
            case Character.CONTROL, Character.LINE_SEPARATOR, Character.PARAGRAPH_SEPARATOR, Character.SURROGATE ->
                true;
            default ->
                point == 0x061C
                        || point == 0x200E
                        || point == 0x200F
                        || (point >= 0x202A && point <= 0x202E)
                        || (point >= 0x2066 && point <= 0x2069)
                        || point == 0xFEFF;
        };
    }

    public Violations range(String field, @Nullable Long value, long min, long max) {
        if (value == null) {
            return add(field, "required");
        }
        if (value < min || value > max) {
            add(field, "out_of_range", min, max);
        }
        return this;
    }

    /// An amount of money in minor units.
    public Violations amount(String field, @Nullable Long value, long min, long max) {
        if (value == null) {
            return add(field, "required");
        }
        return check(value >= min && value <= max, field, "money_range", new MinorUnits(min), new MinorUnits(max));
    }

    /// The same with its amounts in that currency, as they are told to people.
    public Violations in(Currency currency) {
        var out = none();
        byField.forEach((field, list) -> list.forEach(v -> out.add(
                field,
                v.key(),
                v.args().stream()
                        .map(a -> a instanceof MinorUnits m ? m.in(currency) : a)
                        .toArray())));
        return out;
    }

    public Violations required(String field, @Nullable Object value) {
        return value == null ? add(field, "required") : this;
    }

    public Violations email(String field, @Nullable String value) {
        if (value == null || value.isBlank()) {
            return add(field, "required");
        }
        EmailAddress.flaw(value).ifPresent(f -> add(field, f.key()));
        return this;
    }

    public Violations matches(String field, @Nullable String value, Pattern pattern, String key) {
        if (value != null && !pattern.matcher(value).matches()) {
            add(field, key);
        }
        return this;
    }

    public Violations check(boolean ok, String field, String key, Object... args) {
        return ok ? this : add(field, key, args);
    }

    public boolean isEmpty() {
        return byField.isEmpty();
    }

    public Map<String, List<Violation>> byField() {
        return byField;
    }
}
