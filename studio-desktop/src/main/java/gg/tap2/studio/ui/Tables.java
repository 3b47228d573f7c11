package gg.tap2.studio.ui;

import java.util.Comparator;
import java.util.HashSet;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.application.Platform;
import javafx.beans.property.ReadOnlyObjectWrapper;
import javafx.collections.ListChangeListener;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.TableCell;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableView;
import org.jspecify.annotations.Nullable;

/// Tables over records. Columns hold the whole record and sort with a comparator on it, which is some fifty times
/// quicker than sorting by cell values.
public final class Tables {
    private Tables() {}

    public static <R> TableView<R> table(Node placeholder) {
        var table = new TableView<R>();
        table.setPlaceholder(placeholder);
        table.setColumnResizePolicy(TableView.CONSTRAINED_RESIZE_POLICY_FLEX_LAST_COLUMN);
        table.setFixedCellSize(46);
        table.getStyleClass().add("data-table");
        Ui.grow(table);
        return table;
    }

    /// Hands the order that the heads show to the one who fills the table, and keeps it there: rows that come later
    /// stand where it puts them.
    public static <R> void keepOrder(TableView<R> table, Consumer<@Nullable Comparator<R>> order) {
        table.setSortPolicy(t -> {
            order.accept(t.getComparator());
            return true;
        });
    }

    /// Selects the same rows again when they come anew.
    public static <R> void keepSelection(TableView<R> table, Function<R, Object> key) {
        var selection = table.getSelectionModel();
        Set<Object> chosen = new HashSet<>();
        boolean[] filling = {false};
        selection.getSelectedItems().addListener((ListChangeListener<R>) c -> {
            if (!filling[0] && !selection.isEmpty()) {
                chosen.clear();
                selection.getSelectedItems().stream()
                        .filter(Objects::nonNull)
                        .map(key)
                        .forEach(chosen::add);
            }
        });
        table.getItems().addListener((ListChangeListener<R>) c -> {
            if (chosen.isEmpty() || filling[0]) {
                return;
            }
            filling[0] = true;
            // After the table has taken the change itself.
            Platform.runLater(() -> {
                try {
                    selection.clearSelection();
                    for (int i = 0; i < table.getItems().size(); i++) {
                        if (chosen.contains(key.apply(table.getItems().get(i)))) {
                            selection.select(i);
                        }
                    }
                } finally {
                    filling[0] = false;
                }
            });
        });
    }

    /// A column of text.
    public static <R> TableColumn<R, R> text(
            String title, double width, Function<R, String> text, @Nullable Comparator<R> order) {
        return cells(title, width, Pos.CENTER_LEFT, order, (cell, row) -> {
            cell.setText(text.apply(row));
            cell.setGraphic(null);
        });
    }

    /// A column of amounts or counts, at the right edge with figures of equal width.
    public static <R> TableColumn<R, R> number(
            String title, double width, Function<R, String> text, @Nullable Comparator<R> order) {
        var column = cells(title, width, Pos.CENTER_RIGHT, order, (TableCell<R, R> cell, R row) -> {
            cell.setText(text.apply(row));
            cell.setGraphic(null);
        });
        column.getStyleClass().add("number-column");
        return column;
    }

    /// A column of nodes.
    public static <R> TableColumn<R, R> node(
            String title, double width, Function<R, Node> node, @Nullable Comparator<R> order) {
        return cells(title, width, Pos.CENTER_LEFT, order, (cell, row) -> {
            cell.setText(null);
            cell.setGraphic(node.apply(row));
        });
    }

    /// Fills a cell with a row.
    public interface Filler<R> {
        void fill(TableCell<R, R> cell, R row);
    }

    private static <R> TableColumn<R, R> cells(
            String title, double width, Pos alignment, @Nullable Comparator<R> order, Filler<R> filler) {
        var column = new TableColumn<R, R>(title);
        column.setCellValueFactory(f -> new ReadOnlyObjectWrapper<>(f.getValue()));
        column.setPrefWidth(width);
        column.setReorderable(false);
        if (order == null) {
            column.setSortable(false);
        } else {
            column.setComparator(order);
        }
        column.setCellFactory(c -> new TableCell<>() {
            {
                setAlignment(alignment);
            }

            @Override
            protected void updateItem(@Nullable R row, boolean empty) {
                super.updateItem(row, empty);
                if (empty || row == null) {
                    setText(null);
                    setGraphic(null);
                } else {
                    filler.fill(this, row);
                }
            }
        });
        return column;
    }
}
