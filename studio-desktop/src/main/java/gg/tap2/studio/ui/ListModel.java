package gg.tap2.studio.ui;

import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;

/// Rows read in the background, searched and filtered in memory, shown with one change of the list.
public final class ListModel<R> {
    private final Background background;
    private final Callable<List<R>> source;
    private final Function<R, String> words;
    private final Consumer<Exception> onFail;
    private final ObservableList<R> shown = FXCollections.observableArrayList();
    private final StringProperty search = new SimpleStringProperty("");
    private Predicate<R> filter = r -> true;
    private List<R> all = List.of();

    public ListModel(
            Background background, Callable<List<R>> source, Function<R, String> words, Consumer<Exception> onFail) {
        this.background = background;
        this.source = source;
        this.words = words;
        this.onFail = onFail;
        search.addListener((o, was, is) -> apply());
    }

    public ObservableList<R> shown() {
        return shown;
    }

    public List<R> all() {
        return all;
    }

    public StringProperty search() {
        return search;
    }

    public void setFilter(Predicate<R> next) {
        filter = next;
        apply();
    }

    public void load() {
        List<R> before = all;
        background.run(
                () -> {
                    List<R> rows = source.call();
                    return rows.equals(before) ? before : rows;
                },
                rows -> {
                    if (rows != all) {
                        all = rows;
                        apply();
                    }
                },
                onFail);
    }

    private void apply() {
        String[] typed = search.get().strip().toLowerCase(Locale.ROOT).split("\\s+");
        boolean any = typed.length == 1 && typed[0].isEmpty();
        List<R> next = all.stream()
                .filter(filter)
                .filter(r -> any || matches(r, typed))
                .toList();
        if (!next.equals(shown)) {
            shown.setAll(next);
        }
    }

    private boolean matches(R row, String[] typed) {
        String text = words.apply(row).toLowerCase(Locale.ROOT);
        for (String word : typed) {
            if (!text.contains(word)) {
                return false;
            }
        }
        return true;
    }
}
