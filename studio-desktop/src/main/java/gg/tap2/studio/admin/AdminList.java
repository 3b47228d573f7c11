package gg.tap2.studio.admin;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.Downloads;
import gg.tap2.studio.ui.Csv;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Tables;
import gg.tap2.studio.ui.Ui;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import javafx.beans.property.SimpleBooleanProperty;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.ComboBox;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// One list of an admin screen: search and filter asked of the server, more on demand, Enter or a double click opens.
final class AdminList<R> {
    private static final Duration TYPING = Duration.ofMillis(300);

    private final Context ctx;
    private final String id;
    private final RemoteList<R> list;
    private final List<Col<R>> columns;
    private final TableView<R> table;
    private final HBox bar = Ui.row(8);
    private final VBox root = Ui.column(12);
    private @Nullable String serverExport;
    private Runnable cancelTyping = () -> {};

    AdminList(Context ctx, String id, RemoteList<R> list, List<Col<R>> columns) {
        this.ctx = ctx;
        this.id = id;
        this.list = list;
        this.columns = columns;
        table = Tables.table(Ui.empty(Feather.CHECK, ctx.text("admin.nothing"), ctx.text("admin.nothingHint")));
        Node nothing = table.getPlaceholder();
        Node noMatch = Ui.empty(Feather.SEARCH, ctx.text("common.list.noMatch"), ctx.text("common.list.noMatchHint"));
        Node failed = Ui.empty(
                Feather.ALERT_TRIANGLE,
                ctx.text("common.list.failed"),
                ctx.text("common.list.failedHint"),
                Ui.button(ctx.text("common.list.again"), Feather.REFRESH_CW, list::load));
        failed.setId("admin-" + id + "-failed");
        Runnable placeholder =
                () -> table.setPlaceholder(list.failed().get() ? failed : list.isNarrowed() ? noMatch : nothing);
        list.failed().addListener((o, was, is) -> placeholder.run());
        list.rows().addListener((ListChangeListener<R>) c -> placeholder.run());
        table.setId("admin-" + id);
        table.setAccessibleText(ctx.text("admin.list." + id));
        table.setItems(list.rows());
        columns.forEach(c -> table.getColumns().add(c.column(ctx)));
        var more = Ui.button(ctx.text("admin.more"), Feather.CHEVRON_DOWN, list::more);
        more.setId("admin-" + id + "-more");
        Ui.visible(more, list.hasMore());
        var export = Ui.button(ctx.text("common.export"), Feather.DOWNLOAD, this::export);
        export.setId("admin-" + id + "-export");
        bar.getChildren().addAll(Ui.spacer(), export);
        root.getChildren().addAll(bar, table, more);
        Ui.grow(root);
    }

    RemoteList<R> list() {
        return list;
    }

    Node node() {
        return root;
    }

    AdminList<R> search() {
        return search("common.search");
    }

    /// `prompt` is the key of a text that says what can be searched for.
    AdminList<R> search(String prompt) {
        var field = Ui.search(ctx.text(prompt));
        field.setId("admin-" + id + "-search");
        field.textProperty().addListener((o, was, is) -> {
            cancelTyping.run();
            cancelTyping = ctx.background().after(TYPING, () -> list.ask("q", is));
        });
        bar.getChildren().addFirst(field);
        return this;
    }

    /// A filter by stable codes; the empty one is everything.
    AdminList<R> filter(String parameter, String first, String... values) {
        var box = new ComboBox<String>();
        box.setId("admin-" + id + "-" + parameter);
        box.setAccessibleText(ctx.text("admin.col." + parameter));
        box.getItems().add(first);
        box.getItems().addAll(values);
        box.setValue(first);
        box.setConverter(new StringConverter<>() {
            @Override
            public String toString(String code) {
                return code.isEmpty()
                        ? ctx.text("admin.filterAll", ctx.text("admin.col." + parameter))
                        : Col.word(ctx, code);
            }

            @Override
            public String fromString(String text) {
                return text;
            }
        });
        box.valueProperty().addListener((o, was, is) -> list.ask(parameter, is));
        bar.getChildren().add(bar.getChildren().size() - 2, box);
        return this;
    }

    AdminList<R> action(Node node) {
        bar.getChildren().add(node);
        return this;
    }

    AdminList<R> onOpen(Consumer<R> open) {
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
        return this;
    }

    /// Exports what the server writes at `route`, which knows no limit, in place of what the table shows.
    AdminList<R> exports(String route) {
        serverExport = route;
        return this;
    }

    private void export() {
        String route = serverExport;
        if (route != null) {
            Downloads.save(
                    ctx, ctx.text("common.export"), id + ".csv", route + list.asked(), new SimpleBooleanProperty());
            return;
        }
        ctx.host()
                .chooseSave(ctx.text("common.export"), id + ".csv")
                .ifPresent(file -> ctx.background()
                        .run(
                                () -> {
                                    Csv.write(
                                            file,
                                            columns.stream().map(Col::key).toList(),
                                            list.all().stream()
                                                    .map(r -> columns.stream()
                                                            .map(c -> c.text().apply(r))
                                                            .toList())
                                                    .toList());
                                    return file;
                                },
                                f -> ctx.host().notice(Host.Level.SUCCESS, ctx.text("common.exported", f)),
                                ctx.host().onFail()));
    }
}
