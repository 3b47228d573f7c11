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
import java.util.stream.StreamSupport;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.Label;
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
    private final VBox nothingYet;
    private final VBox nothingFound;
    private final VBox failed;
    private final Label part = Ui.wrapped("", "hint");
    private @Nullable VBox page;
    private @Nullable Runnable stop;

    protected ListScreen(Context ctx, String area, Set<String> kinds, ListModel<R> model, Feather icon) {
        this.ctx = ctx;
        this.area = area;
        this.kinds = kinds;
        this.model = model;
        this.nothingYet = Ui.empty(icon, ctx.text(area + ".none"), ctx.text(area + ".noneHint"));
        this.table = Tables.table(nothingYet);
        table.setId(area + "-table");
        table.setItems(model.shown());
        Tables.keepOrder(table, model::setOrder);
        Tables.keepSelection(table, this::keyOf);
        var clear = Ui.button(
                ctx.text("common.list.clear"), Feather.X, () -> model.search().set(""));
        nothingFound =
                Ui.empty(Feather.SEARCH, ctx.text("common.list.noMatch"), ctx.text("common.list.noMatchHint"), clear);
        nothingFound.setId(area + "-no-match");
        var again = Ui.button(ctx.text("common.list.again"), Feather.REFRESH_CW, model::load);
        failed = Ui.empty(
                Feather.ALERT_TRIANGLE, ctx.text("common.list.failed"), ctx.text("common.list.failedHint"), again);
        failed.setId(area + "-failed");
        part.setId(area + "-part");
        Ui.visible(part, false);
        model.state().addListener((o, was, is) -> placeholder());
        model.search().addListener((o, was, is) -> placeholder());
        model.found().addListener((o, was, is) -> placeholder());
        model.shown().addListener((ListChangeListener<R>) c -> placeholder());
    }

    /// Nothing yet, nothing that matches, and nothing that could be read are told apart; so is a part of the whole.
    private void placeholder() {
        table.setPlaceholder(
                model.state().get() == ListModel.State.FAILED
                        ? failed
                        : model.search().get().isBlank() ? nothingYet : nothingFound);
        long found = model.found().get();
        boolean more = found > ListModel.SHOWN;
        Ui.visible(part, more);
        part.setText(
                more
                        ? ctx.text(
                                "common.list.part",
                                ctx.formats().count(ListModel.SHOWN),
                                ctx.formats().count(found))
                        : "");
    }

    /// By what a row is known again after a reload.
    protected Object keyOf(R row) {
        return row;
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
        built.getChildren().addAll(table, part);
        TableMemory.of(ctx, area, table);
        page = built;
    }

    protected void export(String name, List<String> head, Function<R, List<String>> row) {
        Iterable<R> rows = model.everything();
        ctx.host()
                .chooseSave(ctx.text("common.export"), name)
                .ifPresent(file -> ctx.background()
                        .run(
                                () -> {
                                    Csv.write(
                                            file,
                                            head,
                                            () -> StreamSupport.stream(rows.spliterator(), false)
                                                    .map(row)
                                                    .iterator());
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
