package gg.tap2.server.platform.db;

import io.helidon.dbclient.DbExecute;
import io.helidon.dbclient.DbRow;
import io.helidon.dbclient.DbStatement;
import java.time.Instant;
import java.time.LocalDate;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// One statement with named parameters (`:name`). Write `CAST(:x AS uuid)`, never `:x::uuid`.
public final class Sql {
    private final DbExecute execute;
    private final SqlText text;
    private final QueryObserver observer;
    private final Map<String, @Nullable Object> params = new HashMap<>();

    Sql(DbExecute execute, String text, QueryObserver observer) {
        this.execute = execute;
        this.text = SqlText.of(text);
        this.observer = observer;
    }

    public Sql set(String name, @Nullable Object value) {
        params.put(
                name,
                switch (value) {
                    case null -> null;
                    case Instant i -> OffsetDateTime.ofInstant(i, ZoneOffset.UTC);
                    case LocalDate d -> java.sql.Date.valueOf(d);
                    case Enum<?> e -> e.toString();
                    default -> value;
                });
        return this;
    }

    public <T> List<T> list(Function<Row, T> mapper) {
        var out = new ArrayList<T>();
        each(row -> out.add(mapper.apply(row)));
        return out;
    }

    /// The first row, if any.
    public <T> Optional<T> first(Function<Row, T> mapper) {
        long started = System.nanoTime();
        try (Stream<DbRow> rows =
                prepared(execute.createNamedQuery(text.name(), text.text())).execute()) {
            return rows.map(r -> mapper.apply(new Row(r))).findFirst();
        } finally {
            observer.ran(text.written(), System.nanoTime() - started);
        }
    }

    public <T> T one(Function<Row, T> mapper) {
        return first(mapper).orElseThrow(() -> new IllegalStateException("no row: " + text.written()));
    }

    public boolean exists() {
        return first(row -> true).isPresent();
    }

    public void each(Consumer<Row> consumer) {
        long started = System.nanoTime();
        try (Stream<DbRow> rows =
                prepared(execute.createNamedQuery(text.name(), text.text())).execute()) {
            rows.forEach(r -> consumer.accept(new Row(r)));
        } finally {
            observer.ran(text.written(), System.nanoTime() - started);
        }
    }

    /// Number of rows changed.
    public long update() {
        long started = System.nanoTime();
        try {
            return prepared(execute.createNamedDmlStatement(text.name(), text.text()))
                    .execute();
        } finally {
            observer.ran(text.written(), System.nanoTime() - started);
        }
    }

    /// @throws IllegalStateException when a parameter of the text was not set
    private <S extends DbStatement<S>> S prepared(S statement) {
        if (text.names().isEmpty()) {
            return statement;
        }
        var values = new ArrayList<@Nullable Object>(text.names().size());
        for (String name : text.names()) {
            Object value = params.get(name);
            if (value == null && !params.containsKey(name)) {
                throw new IllegalStateException("no value for :" + name + " in " + text.written());
            }
            values.add(value);
        }
        return statement.params(values);
    }
}
