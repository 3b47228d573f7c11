package gg.tap2.server.admin;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// A list's statement, put together from the filters that were asked for. Only constants of this package go into the
/// text; values are parameters.
final class Query {
    private final StringBuilder text;
    private final Map<String, Object> params = new LinkedHashMap<>();
    private boolean where;

    Query(String select) {
        this.text = new StringBuilder(select);
    }

    Query where(String condition) {
        text.append(where ? " AND " : " WHERE ").append(condition);
        where = true;
        return this;
    }

    Query where(String condition, String name, Object value) {
        params.put(name, value);
        return where(condition);
    }

    <T> Query whereIf(Optional<T> value, String condition, String name) {
        return value.isPresent() ? where(condition, name, value.get()) : this;
    }

    /// Newest first, after the cursor.
    Query page(Keyset k, String at, String id) {
        where(
                "(" + at + ", " + id + ") < (CAST(:cursorAt AS timestamptz), CAST(:cursorId AS uuid))",
                "cursorAt",
                k.at());
        params.put("cursorId", k.id());
        params.put("limit", k.fetch());
        text.append(" ORDER BY ").append(at).append(" DESC, ").append(id).append(" DESC LIMIT :limit");
        return this;
    }

    /// Another order, for lists that page by a number or an id alone.
    Query end(String order, int limit) {
        params.put("limit", limit);
        text.append(" ORDER BY ").append(order).append(" LIMIT :limit");
        return this;
    }

    /// Planned for the values at hand, so that a rare state is looked up by the index of the rare and a frequent one
    /// is met while walking the newest.
    <T> List<T> list(Db db, Function<Row, T> mapper) {
        return db.inTransaction(tx -> {
            tx.planForTheseValues();
            return list(tx, mapper);
        });
    }

    <T> List<T> list(Tx tx, Function<Row, T> mapper) {
        var sql = tx.sql(text.toString());
        params.forEach(sql::set);
        return sql.list(mapper);
    }
}
