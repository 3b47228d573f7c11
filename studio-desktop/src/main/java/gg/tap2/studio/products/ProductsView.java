package gg.tap2.studio.products;

import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.session.TableMemory;
import gg.tap2.studio.store.ProductRow;
import gg.tap2.studio.ui.Screen;
import gg.tap2.studio.ui.Tables;
import gg.tap2.studio.ui.Tones;
import gg.tap2.studio.ui.Ui;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.function.Supplier;
import javafx.beans.binding.Bindings;
import javafx.collections.ListChangeListener;
import javafx.scene.Node;
import javafx.scene.control.MenuButton;
import javafx.scene.control.MenuItem;
import javafx.scene.control.SelectionMode;
import javafx.scene.control.TableRow;
import javafx.scene.control.TableView;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.control.Tooltip;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The table of products; a double click or Enter opens the editor in its place.
public final class ProductsView implements Screen {
    private final ProductsViewModel vm;
    private final Context ctx;
    private final StackPane root = new StackPane();
    private final VBox listPage;
    private final Supplier<EditorView> newEditor;
    /// Built when the first product is opened; the list need not wait for it.
    private @Nullable EditorView editor;
    private final TableView<ProductRow> table;
    private final HBox bulk = Ui.row(8);

    public ProductsView(ProductsViewModel vm, EditorViewModel editorVm, Context ctx) {
        this.vm = vm;
        this.ctx = ctx;
        newEditor = () -> new EditorView(editorVm, ctx, this::showList);
        table = table();
        var search = Ui.search(ctx.text("products.search"));
        search.setId("product-search");
        search.textProperty().bindBidirectional(vm.search());
        var create = new MenuButton(ctx.text("products.new"), Ui.icon(Feather.PLUS, 15));
        create.setId("product-new");
        create.getStyleClass().add("accent");
        for (ProductType type : ProductType.values()) {
            var item = new MenuItem(ctx.text("status.type." + type));
            item.setOnAction(e -> begin(vm.blank(type)));
            create.getItems().add(item);
        }
        bulkBar();
        listPage = Ui.page(
                ctx.text("products.title"),
                "",
                List.of(search, create),
                Ui.row(12, filters(), Ui.spacer(), bulk),
                table);
        Ui.grow(listPage);
        var subtitle = (javafx.scene.control.Label) listPage.lookup(".page-subtitle");
        subtitle.textProperty()
                .bind(Bindings.createStringBinding(
                        () -> ctx.text("products.count", vm.total().get()), vm.total()));
        root.getChildren().setAll(listPage);
    }

    @Override
    public Node node() {
        return root;
    }

    @Override
    public void attach(@Nullable Object argument) {
        vm.attach();
        if ("new".equals(argument)) {
            begin(vm.blank(ProductType.DOWNLOAD));
        } else if (argument instanceof String id && vm.knows(UUID.fromString(id))) {
            openEditor(UUID.fromString(id));
        } else if (argument instanceof UUID id && vm.knows(id)) {
            openEditor(id);
        } else {
            showList();
        }
    }

    @Override
    public void detach() {
        closeEditor();
        vm.detach();
    }

    private void closeEditor() {
        if (editor != null) {
            editor.close();
        }
    }

    private void showList() {
        closeEditor();
        root.getChildren().setAll(listPage);
        vm.load();
    }

    private void openEditor(UUID id) {
        EditorView opened = editor();
        opened.open(id);
        root.getChildren().setAll(opened.node());
    }

    private void begin(SaveProduct fresh) {
        EditorView opened = editor();
        opened.close();
        opened.begin(fresh);
        root.getChildren().setAll(opened.node());
        opened.toTitle();
    }

    private EditorView editor() {
        EditorView opened = editor;
        if (opened == null) {
            opened = newEditor.get();
            editor = opened;
        }
        return opened;
    }

    private TableView<ProductRow> table() {
        TableView<ProductRow> out = Tables.table(Ui.empty(
                Feather.PACKAGE,
                ctx.text("products.none"),
                ctx.text("products.noneHint"),
                Ui.primary(ctx.text("products.new"), Feather.PLUS, () -> begin(vm.blank(ProductType.DOWNLOAD)))));
        out.setId("product-table");
        out.getSelectionModel().setSelectionMode(SelectionMode.MULTIPLE);
        out.getColumns()
                .add(Tables.node(
                        ctx.text("products.col.title"),
                        330,
                        this::titleCell,
                        Comparator.comparing(p -> p.title().toLowerCase(java.util.Locale.ROOT))));
        out.getColumns()
                .add(Tables.node(
                        ctx.text("products.col.status"),
                        120,
                        p -> Tones.product(ctx.texts(), p.status()),
                        Comparator.comparing(ProductRow::status)));
        out.getColumns()
                .add(Tables.number(
                        ctx.text("products.col.price"),
                        100,
                        p -> p.price() == 0
                                ? ctx.text("products.free")
                                : ctx.formats().money(p.price(), p.currency()),
                        Comparator.comparing(ProductRow::price)));
        out.getColumns()
                .add(Tables.number(
                        ctx.text("products.col.sales"),
                        80,
                        p -> ctx.formats().count(p.salesCount()),
                        Comparator.comparing(ProductRow::salesCount)));
        out.getColumns()
                .add(Tables.number(
                        ctx.text("products.col.files"),
                        70,
                        p -> ctx.formats().count(p.fileCount()),
                        Comparator.comparing(ProductRow::fileCount)));
        out.getColumns()
                .add(Tables.text(
                        ctx.text("products.col.updated"),
                        150,
                        p -> ctx.formats().day(p.updatedAt()),
                        Comparator.comparing(ProductRow::updatedAt)));
        out.setItems(vm.shown());
        out.setRowFactory(t -> {
            var row = new TableRow<ProductRow>();
            row.setOnMouseClicked(e -> {
                if (e.getClickCount() == 2 && !row.isEmpty()) {
                    openEditor(row.getItem().id());
                }
            });
            return row;
        });
        Tables.keepOrder(out, vm::setOrder);
        Tables.keepSelection(out, ProductRow::id);
        TableMemory.of(ctx, "products", out);
        var noMatch = Ui.empty(
                Feather.SEARCH,
                ctx.text("common.list.noMatch"),
                ctx.text("common.list.noMatchHint"),
                Ui.button(
                        ctx.text("common.list.clear"),
                        Feather.X,
                        () -> vm.search().set("")));
        noMatch.setId("products-no-match");
        Node nothing = out.getPlaceholder();
        vm.shown().addListener((ListChangeListener<ProductRow>)
                c -> out.setPlaceholder(vm.total().get() == 0 ? nothing : noMatch));
        out.setOnKeyPressed(e -> {
            ProductRow row = out.getSelectionModel().getSelectedItem();
            if (row != null && e.getCode() == KeyCode.ENTER) {
                openEditor(row.id());
            } else if (row != null && e.getCode() == KeyCode.DELETE) {
                confirmDelete();
            }
        });
        return out;
    }

    private Node titleCell(ProductRow p) {
        Feather icon = switch (p.type()) {
            case DOWNLOAD -> Feather.DOWNLOAD;
            case COURSE -> Feather.BOOK_OPEN;
            case UNLOCKABLE -> Feather.UNLOCK;
        };
        var line = Ui.row(12, Ui.icon(icon, 16), Ui.text(p.title(), "strong"));
        if (p.hasUnpublishedChanges()) {
            var badge = Ui.badge(ctx.text("products.changes"), "accent");
            badge.setTooltip(new Tooltip(ctx.text("products.unpublishedChanges")));
            badge.setAccessibleText(ctx.text("products.unpublishedChanges"));
            line.getChildren().add(badge);
        } else if (p.unsaved()) {
            line.getChildren().add(Ui.badge(ctx.text("products.notSynced"), "warning"));
        }
        return line;
    }

    private Node filters() {
        var group = new ToggleGroup();
        var bar = new HBox(2);
        bar.getStyleClass().add("toggle-row");
        for (ProductStatus status :
                new ProductStatus[] {null, ProductStatus.PUBLISHED, ProductStatus.DRAFT, ProductStatus.UNPUBLISHED}) {
            var toggle =
                    new ToggleButton(status == null ? ctx.text("common.all") : ctx.text("status.product." + status));
            toggle.setToggleGroup(group);
            toggle.setSelected(status == null);
            toggle.setOnAction(e -> {
                toggle.setSelected(true);
                vm.status().set(status);
            });
            bar.getChildren().add(toggle);
        }
        return bar;
    }

    private void bulkBar() {
        table.getSelectionModel().getSelectedItems().addListener((ListChangeListener<ProductRow>) c -> {
            var chosen = List.copyOf(table.getSelectionModel().getSelectedItems());
            bulk.getChildren().clear();
            if (chosen.isEmpty()) {
                return;
            }
            bulk.getChildren().add(Ui.text(ctx.text("products.selected", chosen.size()), "muted"));
            if (chosen.size() == 1) {
                bulk.getChildren()
                        .add(Ui.button(
                                ctx.text("common.edit"),
                                Feather.EDIT_2,
                                () -> openEditor(chosen.getFirst().id())));
                bulk.getChildren()
                        .add(Ui.button(
                                ctx.text("products.duplicate"), Feather.COPY, () -> vm.duplicate(chosen.getFirst())));
            }
            bulk.getChildren()
                    .addAll(
                            Ui.button(ctx.text("products.publish"), Feather.GLOBE, () -> vm.publish(chosen)),
                            Ui.button(ctx.text("products.unpublish"), Feather.EYE_OFF, () -> vm.unpublish(chosen)),
                            Ui.button(ctx.text("common.delete"), Feather.TRASH_2, this::confirmDelete, "danger"));
        });
    }

    private void confirmDelete() {
        var chosen = List.copyOf(table.getSelectionModel().getSelectedItems());
        ctx.host()
                .confirm(
                        ctx.text("products.deleteTitle", chosen.size()),
                        ctx.text("products.deleteText"),
                        ctx.text("common.delete"),
                        true,
                        () -> vm.delete(chosen));
    }
}
