package gg.tap2.studio.ui;

import java.time.Duration;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import javafx.beans.property.ReadOnlyLongProperty;
import javafx.beans.property.ReadOnlyLongWrapper;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/// Rows read in the background, searched and filtered in memory, shown with one change of the list.
public final class ListModel<R> {
    /// How the last reading ended, so that a list that could not be read is not taken for an empty one.
    public enum State {
        LOADING,
        READ,
        FAILED
    }

    /// Rows of a table that is too long to be held: the newest that a search finds, and how many it finds in all.
    public interface Rows<R> {
        List<R> list(String search, int limit, int offset);

        long count(String search);
    }

    /// So many of a long table are shown.
    public static final int SHOWN = 5_000;

    private static final Duration TYPING = Duration.ofMillis(150);

    private final Background background;
    private final Callable<List<R>> source;
    private final @Nullable Rows<R> rows;
    private final Function<R, String> words;
    private final Consumer<Exception> onFail;
    private final ObservableList<R> shown = FXCollections.observableArrayList();
    private final StringProperty search = new SimpleStringProperty("");
    private final ReadOnlyObjectWrapper<State> state = new ReadOnlyObjectWrapper<>(State.LOADING);
    private final ReadOnlyLongWrapper found = new ReadOnlyLongWrapper();
    private Predicate<R> filter = r -> true;
    private @Nullable Comparator<R> order;
    private List<R> all = List.of();
    private int question;
    private Runnable searchLater = () -> {};

    public ListModel(
            Background background, Callable<List<R>> source, Function<R, String> words, Consumer<Exception> onFail) {
        this(background, source, null, words, onFail);
    }

    /// Over a long table: the search is the store's, and an export has everything.
    public ListModel(Background background, Rows<R> rows, Consumer<Exception> onFail) {
        this(background, List::of, rows, r -> "", onFail);
    }

    private ListModel(
            Background background,
            Callable<List<R>> source,
            @Nullable Rows<R> rows,
            Function<R, String> words,
            Consumer<Exception> onFail) {
        this.background = background;
        this.source = source;
        this.rows = rows;
        this.words = words;
        this.onFail = onFail;
        search.addListener((o, was, is) -> {
            if (rows == null) {
                apply();
            } else {
                // A search of a long table reads all of it, so it begins when somebody stops typing.
                searchLater.run();
                searchLater = background.after(TYPING, this::load);
            }
        });
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

    public ReadOnlyObjectProperty<State> state() {
        return state.getReadOnlyProperty();
    }

    /// How many the search finds; more than are shown where the table is long.
    public ReadOnlyLongProperty found() {
        return found.getReadOnlyProperty();
    }

    public void setFilter(Predicate<R> next) {
        filter = next;
        apply();
    }

    /// Keeps this order, whatever comes; null is the source's own.
    public void setOrder(@Nullable Comparator<R> next) {
        order = next;
        apply();
    }

    public void load() {
        List<R> before = all;
        int mine = ++question;
        String typed = search.get();
        Rows<R> table = rows;
        background.run(
                () -> {
                    List<R> read = table == null ? source.call() : table.list(typed, SHOWN, 0);
                    long count = table == null ? read.size() : read.size() < SHOWN ? read.size() : table.count(typed);
                    return Map.entry(read.equals(before) ? before : read, count);
                },
                read -> {
                    if (mine != question) {
                        return;
                    }
                    state.set(State.READ);
                    found.set(read.getValue());
                    if (read.getKey() != all) {
                        all = read.getKey();
                        apply();
                    }
                },
                e -> {
                    if (mine == question) {
                        state.set(State.FAILED);
                    }
                    onFail.accept(e);
                });
    }

    /// Everything that is found, page after page, for an export; read in the calling thread.
    public Iterable<R> everything() {
        Rows<R> table = rows;
        if (table == null) {
            return List.copyOf(shown);
        }
        String typed = search.get();
        return () -> new Iterator<>() {
            private Iterator<R> page = List.<R>of().iterator();
            private int offset;
            private boolean last;

            @Override
            public boolean hasNext() {
                if (!page.hasNext() && !last) {
                    List<R> next = table.list(typed, SHOWN, offset);
                    offset += next.size();
                    last = next.size() < SHOWN;
                    page = next.iterator();
                }
                return page.hasNext();
            }

            @Override
            public R next() {
                if (!hasNext()) {
                    throw new NoSuchElementException();
                }
                return page.next();
            }
        };
    }

    private void apply() {
        String[] typed = search.get().strip().toLowerCase(Locale.ROOT).split("\\s+");
        boolean any = rows != null || typed.length == 1 && typed[0].isEmpty();
        var matching = all.stream().filter(filter).filter(r -> any || matches(r, typed));
        Comparator<R> by = order;
        List<R> next = (by == null ? matching : matching.sorted(by)).toList();
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
