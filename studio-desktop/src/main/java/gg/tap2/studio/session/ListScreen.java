package gg.tap2.studio.session;

import gg.tap2.studio.ui.Csv;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.ListModel;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Tables;
import gg.tap2.studio.ui.Ui;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Function;
import javafx.collections.FXCollections;
import javafx.scene.Node;
import javafx.scene.control.TableColumn;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The common shape of a screen that is one searchable table over the store: Enter or a double click opens a row.
public abstract class ListScreen<R> implements Screen {
    protected final Context ctx;
    protected final ListModel<R> model;
    protected final TableView<R> table;
    private final Set<String> kinds;
    private final String area;
    private @Nullable VBox page;
    private @Nullable Runnable stop;

    protected ListScreen(Context ctx, String area, Set<String> kinds, ListModel<R> model, Feather icon) {
        this.ctx = ctx;
        this.area = area;
        this.kinds = kinds;
        this.model = model;
        this.table = Tables.table(Ui.empty(icon, ctx.text(area + ".none"), ctx.text(area + ".noneHint")));
        table.setId(area + "-table");
        table.setItems(model.shown());
        table.setOnSort(e -> {
            var order = table.getComparator();
            if (order != null) {
                FXCollections.sort(model.shown(), order);
            }
            e.consume();
        });
    }

    protected void columns(List<TableColumn<R, R>> columns) {
        table.getColumns().addAll(columns);
    }

    protected void onOpen(Consumer<R> open) {
        table.setRowFactory(t -> {
            var row = new TableRow<R>();
            row.setOnMouseClicked(e -> {
                if (e.getClickCount() == 2 && !row.isEmpty()) {
                    open.accept(row.getItem());
                }
            });
            return row;
        });
        table.setOnKeyPressed(e -> {
            R row = table.getSelectionModel().getSelectedItem();
            if (e.getCode() == KeyCode.ENTER && row != null) {
                open.accept(row);
            }
        });
    }

    /// Builds the page: search field, the given actions, whatever stands above the table, the table.
    protected void layout(List<Node> actions, Node... above) {
        var search = Ui.search(ctx.text("common.search"));
        search.textProperty().bindBidirectional(model.search());
        var all = new java.util.ArrayList<Node>();
        all.add(search);
        all.addAll(actions);
        var built = Ui.page(ctx.text(area + ".title"), ctx.text(area + ".subtitle"), all, above);
        built.getChildren().add(table);
        page = built;
    }

    protected void export(String name, List<String> head, Function<R, List<String>> row) {
        List<R> rows = List.copyOf(model.shown());
        ctx.host()
                .chooseSave(ctx.text("common.export"), name)
                .ifPresent(file -> ctx.background()
                        .run(
                                () -> {
                                    Csv.write(file, head, rows.stream().map(row).toList());
                                    return file;
                                },
                                f -> ctx.host().notice(Host.Level.SUCCESS, ctx.text("common.exported", f)),
                                ctx.host().onFail()));
    }

    @Override
    public Node node() {
        return java.util.Objects.requireNonNull(page);
    }

    @Override
    public void attach(@Nullable Object argument) {
        stop = ctx.session().sync().onChange(changed -> {
            if (changed.stream().anyMatch(kinds::contains)) {
                ctx.background().later(model::load);
            }
        });
        model.load();
    }

    @Override
    public void detach() {
        if (stop != null) {
            stop.run();
            stop = null;
        }
    }
}
