package gg.tap2.studio.session;

import gg.tap2.studio.platform.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import javafx.collections.ListChangeListener;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableColumn.SortType;
import javafx.scene.control.TableView;

/// A table's widths and order, as they were left, also after a restart.
public final class TableMemory {
    /// `sorted` are the places of the columns by which it is sorted, the first counting most.
    record Kept(List<Double> widths, List<Integer> sorted, List<Boolean> descending) {}

    private static final Duration WAIT = Duration.ofMillis(400);

    private TableMemory() {}

    public static <R> void of(Context ctx, String area, TableView<R> table) {
        String name = "table:" + area;
        ctx.session().store().findSetting(name).ifPresent(text -> restore(Json.read(text, Kept.class), table));
        var waiting = new AtomicReference<Runnable>(() -> {});
        Runnable changed = () -> {
            waiting.get().run();
            waiting.set(ctx.background()
                    .after(
                            WAIT,
                            () -> ctx.background()
                                    .run(
                                            () -> {
                                                ctx.session().store().saveSetting(name, Json.write(kept(table)));
                                                return true;
                                            },
                                            done -> {},
                                            // The next change of the table tries again.
                                            e -> {})));
        };
        table.getSortOrder().addListener((ListChangeListener<TableColumn<R, ?>>) c -> changed.run());
        for (TableColumn<R, ?> column : table.getColumns()) {
            column.sortTypeProperty().addListener((o, was, is) -> changed.run());
            column.widthProperty().addListener((o, was, is) -> changed.run());
        }
    }

    private static <R> Kept kept(TableView<R> table) {
        List<Integer> sorted = new ArrayList<>();
        List<Boolean> descending = new ArrayList<>();
        for (TableColumn<R, ?> column : table.getSortOrder()) {
            sorted.add(table.getColumns().indexOf(column));
            descending.add(column.getSortType() == SortType.DESCENDING);
        }
        return new Kept(table.getColumns().stream().map(TableColumn::getWidth).toList(), sorted, descending);
    }

    private static <R> void restore(Kept kept, TableView<R> table) {
        int columns = table.getColumns().size();
        if (kept.widths().size() != columns) {
            // Another studio's table of this name.
            return;
        }
        for (int i = 0; i < columns; i++) {
            table.getColumns().get(i).setPrefWidth(kept.widths().get(i));
        }
        for (int i = 0; i < kept.sorted().size(); i++) {
            TableColumn<R, ?> column = table.getColumns().get(kept.sorted().get(i));
            column.setSortType(kept.descending().get(i) ? SortType.DESCENDING : SortType.ASCENDING);
            table.getSortOrder().add(column);
        }
    }
}
