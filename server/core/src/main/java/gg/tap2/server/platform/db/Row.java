package gg.tap2.server.platform.db;

import com.fasterxml.jackson.core.type.TypeReference;
import gg.tap2.server.platform.json.Json;
import io.helidon.dbclient.DbRow;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One row of a result. Getters without `find` throw when the column is null.
public final class Row {
    private final DbRow row;

    Row(DbRow row) {
        this.row = row;
    }

    private Object value(String column) {
        Object v = find(column);
        if (v == null) {
            throw new IllegalStateException("column " + column + " is null");
        }
        return v;
    }

    private @Nullable Object find(String column) {
        // not asOptional(), which throws on null
        return row.column(column).get(Object.class);
    }

    public boolean isNull(String column) {
        return find(column) == null;
    }

    public UUID uuid(String column) {
        return (UUID) value(column);
    }

    public @Nullable UUID uuidOrNull(String column) {
        return (UUID) find(column);
    }

    public String text(String column) {
        return value(column).toString();
    }

    public @Nullable String textOrNull(String column) {
        Object v = find(column);
        return v == null ? null : v.toString();
    }

    public long number(String column) {
        return ((Number) value(column)).longValue();
    }

    public @Nullable Long numberOrNull(String column) {
        Object v = find(column);
        return v == null ? null : Long.valueOf(((Number) v).longValue());
    }

    public int integer(String column) {
        return ((Number) value(column)).intValue();
    }

    public double decimal(String column) {
        return ((Number) value(column)).doubleValue();
    }

    public boolean bool(String column) {
        return (Boolean) value(column);
    }

    public byte[] bytes(String column) {
        return (byte[]) value(column);
    }

    public byte @Nullable [] bytesOrNull(String column) {
        return (byte[]) find(column);
    }

    public Instant instant(String column) {
        return toInstant(value(column));
    }

    public @Nullable Instant instantOrNull(String column) {
        Object v = find(column);
        return v == null ? null : toInstant(v);
    }

    private static Instant toInstant(Object v) {
        return switch (v) {
            case java.sql.Timestamp t -> t.toInstant();
            case java.time.OffsetDateTime o -> o.toInstant();
            case Instant i -> i;
            default -> throw new IllegalStateException("not a timestamp: " + v.getClass());
        };
    }

    public LocalDate date(String column) {
        Object v = value(column);
        return v instanceof java.sql.Date d ? d.toLocalDate() : (LocalDate) v;
    }

    /// A json, jsonb or text column that holds JSON.
    public <T> T json(String column, TypeReference<T> type) {
        try {
            return Json.LENIENT.readValue(text(column), type);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public <T> T json(String column, Class<T> type) {
        return Json.read(text(column), type);
    }

    public <E extends Enum<E>> @Nullable E enumerationOrNull(String column, Class<E> type) {
        return textOrNull(column) == null ? null : enumeration(column, type);
    }

    public <E extends Enum<E>> E enumeration(String column, Class<E> type) {
        return Enum.valueOf(type, text(column).toUpperCase(java.util.Locale.ROOT));
    }
}
