package gg.tap2.studio.admin;

import gg.tap2.studio.session.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/// Rows of the server, page after page. A search or a filter begins anew; an answer that comes after a newer question
/// is thrown away.
final class RemoteList<R> {
    private final Context ctx;
    private final AdminApi api;
    private final String route;
    private final Class<R> type;
    private final ObservableList<R> rows = FXCollections.observableArrayList();
    private final ReadOnlyBooleanWrapper hasMore = new ReadOnlyBooleanWrapper();
    private final Map<String, String> query = new HashMap<>();
    private final ReadOnlyBooleanWrapper failed = new ReadOnlyBooleanWrapper();
    private @Nullable String next;
    private int question;

    RemoteList(Context ctx, AdminApi api, String route, Class<R> type) {
        this.ctx = ctx;
        this.api = api;
        this.route = route;
        this.type = type;
    }

    ObservableList<R> rows() {
        return rows;
    }

    ReadOnlyBooleanProperty hasMore() {
        return hasMore.getReadOnlyProperty();
    }

    /// Whether the last question has no answer, so that nothing is known rather than nothing there.
    ReadOnlyBooleanProperty failed() {
        return failed.getReadOnlyProperty();
    }

    boolean isNarrowed() {
        return !query.isEmpty();
    }

    /// Sets or, when blank, removes a parameter and asks again.
    void ask(String name, String value) {
        if (value.isBlank()) {
            query.remove(name);
        } else {
            query.put(name, value.strip());
        }
        load();
    }

    void load() {
        fetch(null);
    }

    void more() {
        if (next != null) {
            fetch(next);
        }
    }

    private void fetch(@Nullable String cursor) {
        int mine = ++question;
        Map<String, String> asked = Map.copyOf(query);
        ctx.background()
                .run(
                        () -> api.page(route, asked, cursor, type),
                        page -> {
                            if (mine == question) {
                                if (cursor == null) {
                                    rows.setAll(page.rows());
                                } else {
                                    rows.addAll(page.rows());
                                }
                                next = page.next();
                                hasMore.set(next != null);
                                failed.set(false);
                            }
                        },
                        e -> {
                            if (mine == question) {
                                if (cursor == null) {
                                    rows.clear();
                                }
                                failed.set(true);
                            }
                            ctx.host().failed(e);
                        });
    }

    /// The present question as the end of an address.
    String asked() {
        return query.entrySet().stream()
                .map(e -> e.getKey() + "=" + URLEncoder.encode(e.getValue(), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&", query.isEmpty() ? "" : "?", ""));
    }

    /// Everything that the present question finds; blocks.
    List<R> all() {
        List<R> out = new ArrayList<>();
        String cursor = null;
        do {
            AdminApi.Page<R> page = api.page(route, Map.copyOf(query), cursor, type);
            out.addAll(page.rows());
            cursor = page.next();
        } while (cursor != null);
        return out;
    }
}
