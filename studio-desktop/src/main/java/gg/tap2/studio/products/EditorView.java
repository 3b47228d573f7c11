package gg.tap2.studio.products;

import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.studio.changes.ChangesBar;
import gg.tap2.studio.changes.FieldWords;
import gg.tap2.studio.changes.Refusals;
import gg.tap2.studio.rehearsal.RehearsalDialog;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.sync.Edits;
import gg.tap2.studio.takedowns.TakedownsCard;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.MarkdownView;
import gg.tap2.studio.ui.Tones;
import gg.tap2.studio.ui.Ui;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import javafx.application.Platform;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.ToggleButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.input.KeyCode;
import javafx.scene.input.KeyCodeCombination;
import javafx.scene.input.KeyCombination;
import javafx.scene.layout.BorderPane;
import javafx.scene.layout.HBox;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// The editor: head with state and commands, tabs at the left, the page as fans see it at the right.
final class EditorView {
    private final EditorViewModel vm;
    private final Context ctx;
    private final Runnable onClose;
    private final BorderPane root = new BorderPane();
    private final TextField title = new TextField();
    private final HBox badges = Ui.row(8);
    private final Label state = Ui.text("", "hint");
    private final Button publish = new Button();
    private final Button merge;
    private final Button rehearse;
    private final Label refusal = Ui.wrapped("", "danger-text");
    private final StackPane tab = new StackPane();
    private final VBox preview = Ui.column(14);
    private final EditorTabs tabs;
    private final ChangesBar changes;
    private final TakedownsCard takedowns;
    private Runnable pricePressed = () -> {};
    private boolean showing;
    private boolean isOpen;

    EditorView(EditorViewModel vm, Context ctx, Runnable onClose) {
        this.vm = vm;
        this.ctx = ctx;
        this.onClose = onClose;
        this.tabs = new EditorTabs(vm, ctx);
        this.takedowns = new TakedownsCard(ctx);
        this.changes = new ChangesBar(ctx, Edits.PRODUCT, this::isReady);
        title.getStyleClass().add("title-field");
        title.setId("editor-title");
        title.setAccessibleText(ctx.text("products.field.title"));
        title.setPromptText(ctx.text("products.untitled"));
        title.textProperty().addListener((o, was, is) -> {
            if (!showing) {
                vm.set("title", is);
            }
        });
        merge = Ui.primary(ctx.text("products.merge"), Feather.GIT_MERGE, () -> {
            if (tabs().commit()) {
                vm.conflict().ifPresent(c -> MergeDialog.show(c, ctx, vm::resolve));
            } else {
                pricePressed.run();
            }
        });
        merge.setId("editor-merge");
        rehearse = Ui.button(ctx.text("rehearsal.action"), Feather.PLAY_CIRCLE, this::rehearse);
        var line = new HBox(Ui.grow(changes.node()));
        line.setPadding(new Insets(0, 30, 10, 30));
        Ui.visible(line, changes.node().visibleProperty());
        var down = new VBox(takedowns.node());
        down.setPadding(new Insets(0, 30, 10, 30));
        Ui.visible(down, takedowns.node().visibleProperty());
        refusal.setId("editor-refusal");
        var said = new VBox(refusal);
        said.setPadding(new Insets(0, 30, 10, 30));
        Ui.visible(said, refusal.textProperty().isNotEmpty());
        root.setTop(new VBox(head(), line, said, down));
        root.setCenter(body());
        root.addEventFilter(javafx.scene.input.KeyEvent.KEY_PRESSED, e -> {
            if (new KeyCodeCombination(KeyCode.Z, KeyCombination.SHORTCUT_DOWN).match(e)) {
                vm.undo();
                e.consume();
            } else if (new KeyCodeCombination(KeyCode.Z, KeyCombination.SHORTCUT_DOWN, KeyCombination.SHIFT_DOWN)
                            .match(e)
                    || new KeyCodeCombination(KeyCode.Y, KeyCombination.SHORTCUT_DOWN).match(e)) {
                vm.redo();
                e.consume();
            }
        });
        vm.content().addListener((o, was, is) -> {
            if (is != null) {
                show(is);
            } else if (isOpen) {
                // Another device deleted it; nobody may type into what is gone.
                onClose.run();
            }
        });
        vm.base().addListener((o, was, is) -> status());
        vm.saved().addListener((o, was, is) -> status());
        vm.refusal().addListener((o, was, is) -> refused(is));
        vm.onUpload(p -> tabs.progress(p));
    }

    Node node() {
        return root;
    }

    /// A product that becomes one with its first word.
    void begin(SaveProduct fresh) {
        tabs.reset();
        vm.begin(fresh);
        opened(Objects.requireNonNull(fresh.id()));
    }

    /// Who makes a product writes its title first.
    void toTitle() {
        Platform.runLater(() -> {
            title.requestFocus();
            title.selectAll();
        });
    }

    void open(UUID id) {
        tabs.reset();
        vm.open(id);
        opened(id);
    }

    private void opened(UUID id) {
        isOpen = true;
        changes.model().open(id);
        if (vm.status() == ProductStatus.TAKEN_DOWN) {
            takedowns.load(id);
        } else {
            takedowns.clear();
        }
        tabs.opened();
        status();
    }

    /// Set by the time anybody presses anything.
    private EditorTabs tabs() {
        return tabs;
    }

    void close() {
        if (isOpen) {
            isOpen = false;
            if (vm.content().get() != null) {
                tabs.commit();
            }
            vm.close();
            changes.model().close();
        }
    }

    /// What is being typed is taken over and on the disk; where an amount is none, its tab shows it.
    private boolean isReady() {
        if (!tabs.commit()) {
            pricePressed.run();
            return false;
        }
        vm.flush();
        if (!vm.problems().isEmpty()) {
            var broken = vm.problems().byField().keySet();
            if (broken.contains("price") || broken.contains("suggestedPrice")) {
                pricePressed.run();
            }
            ctx.host()
                    .notice(
                            Host.Level.WARNING,
                            ctx.text(
                                    "discounts.check",
                                    String.join(
                                            ", ",
                                            broken.stream()
                                                    .map(f -> new FieldWords(ctx).label(f.replaceAll("[\\[.].*", "")))
                                                    .distinct()
                                                    .toList())));
            return false;
        }
        changes.model().load();
        return true;
    }

    private Node head() {
        var back = Ui.iconButton(ctx.text("common.back"), Feather.ARROW_LEFT, onClose);
        back.setId("editor-back");
        var undo = Ui.iconButton(ctx.text("products.undo"), Feather.CORNER_UP_LEFT, vm::undo);
        undo.setId("editor-undo");
        undo.disableProperty().bind(vm.canUndo().not());
        var redo = Ui.iconButton(ctx.text("products.redo"), Feather.CORNER_UP_RIGHT, vm::redo);
        redo.setId("editor-redo");
        redo.disableProperty().bind(vm.canRedo().not());
        publish.setId("editor-publish");
        publish.setOnAction(e -> {
            if (tabs.commit()) {
                vm.publish(vm.status() != ProductStatus.PUBLISHED);
            } else {
                pricePressed.run();
            }
        });
        publish.setMinWidth(javafx.scene.layout.Region.USE_PREF_SIZE);
        rehearse.setId("editor-rehearse");
        state.setId("editor-state");
        var line = Ui.row(
                10,
                back,
                Ui.grow(Ui.column(0, title, withLeftPad(Ui.row(10, badges, state)))),
                undo,
                redo,
                merge,
                rehearse,
                publish);
        line.setPadding(new Insets(18, 30, 10, 22));
        return line;
    }

    private static Node withLeftPad(HBox row) {
        row.setPadding(new Insets(0, 0, 0, 9));
        return row;
    }

    private Node body() {
        var group = new ToggleGroup();
        var bar = new HBox(2);
        bar.getStyleClass().add("toggle-row");
        bar.setMaxWidth(javafx.scene.layout.Region.USE_PREF_SIZE);
        for (EditorTabs.Tab choice : EditorTabs.Tab.values()) {
            var toggle = new ToggleButton(ctx.text("products.tab." + choice.key()));
            toggle.setId("editor-tab-" + choice.key());
            toggle.setToggleGroup(group);
            toggle.setSelected(choice == EditorTabs.Tab.CONTENT);
            Runnable open = () -> {
                toggle.setSelected(true);
                tab.getChildren().setAll(tabs.node(choice));
            };
            toggle.setOnAction(e -> open.run());
            if (choice == EditorTabs.Tab.PRICE) {
                pricePressed = open;
            }
            bar.getChildren().add(toggle);
        }
        tab.getChildren().setAll(tabs.node(EditorTabs.Tab.CONTENT));
        var left = Ui.column(14, bar, tab);
        left.setPadding(new Insets(4, 20, 26, 30));
        ScrollPane form = Ui.scroll(left);
        Ui.grow(form);
        form.setMinWidth(380);
        var card = Ui.card(preview);
        card.setMinHeight(400);
        var right = Ui.column(8, Ui.text(ctx.text("products.preview"), "overline"), card);
        right.setPadding(new Insets(8, 30, 26, 0));
        ScrollPane side = Ui.scroll(right);
        side.setPrefWidth(400);
        side.setMinWidth(400);
        return new HBox(form, side);
    }

    private void show(SaveProduct product) {
        showing = true;
        try {
            if (!title.getText().equals(product.title())) {
                title.setText(product.title());
            }
            tabs.show(product);
            preview(product);
            status();
        } finally {
            showing = false;
        }
    }

    /// What the server said, with the fields marked that it spoke of. The bar says it of what is public.
    private void refused(@Nullable String error) {
        boolean here = error != null && vm.status() != ProductStatus.PUBLISHED;
        refusal.setText(
                here
                        ? ctx.text("changes.refused", Refusals.text(ctx, Edits.PRODUCT, Objects.requireNonNull(error)))
                        : "");
        Set<String> fields = error == null ? Set.of() : Refusals.fields(ctx, error);
        title.getStyleClass().remove("invalid");
        if (fields.contains("title")) {
            title.getStyleClass().add("invalid");
        }
        tabs.mark(fields);
    }

    private void status() {
        ProductStatus status = vm.status();
        badges.getChildren().setAll(Tones.product(ctx.texts(), status));
        state.setText(ctx.text("products.state." + vm.saved().get().name().toLowerCase(java.util.Locale.ROOT)));
        boolean isPublic = status == ProductStatus.PUBLISHED;
        publish.setText(ctx.text(isPublic ? "products.unpublish" : "products.publish"));
        publish.getStyleClass().remove("accent");
        if (!isPublic) {
            publish.getStyleClass().add("accent");
        }
        Ui.visible(merge, vm.saved().get() == EditorViewModel.Saved.CONFLICT);
    }

    private void rehearse() {
        SaveProduct now = vm.content().get();
        if (now != null) {
            vm.flush();
            boolean isPublic = vm.status() == ProductStatus.PUBLISHED;
            RehearsalDialog.show(
                    ctx, Objects.requireNonNull(now.id()), now.title(), isPublic ? null : () -> vm.publish(true));
        }
    }

    private void preview(SaveProduct p) {
        var cover = new CoverImage(ctx.session().account().server(), 328, 184);
        cover.show(
                p.coverUploadId() == null
                        ? null
                        : vm.files()
                                .upload(Objects.requireNonNull(p.coverUploadId()))
                                .orElse(null),
                vm.base().get(),
                p);
        var price = p.price() == 0 && !p.payWhatYouWant()
                ? ctx.text("products.free")
                : ctx.formats().money(p.price(), vm.currency()) + (p.payWhatYouWant() ? "+" : "");
        var heading = Ui.wrapped(p.title().isBlank() ? ctx.text("products.untitled") : p.title());
        heading.setStyle("-fx-font-size: 21px; -fx-font-weight: bold;");
        var markdown = new MarkdownView();
        String text = p.description();
        markdown.show(text == null || text.isBlank() ? ctx.text("products.noDescription") : text);
        var buy = new Button(ctx.text(p.price() == 0 && !p.payWhatYouWant() ? "products.getIt" : "products.buy"));
        buy.getStyleClass().add("accent");
        buy.setMouseTransparent(true);
        buy.setFocusTraversable(false);
        var tags = Ui.row(6);
        Drafts.tags(p).forEach(t -> tags.getChildren().add(Ui.badge(t, "neutral")));
        preview.getChildren()
                .setAll(cover, heading, Ui.row(12, Ui.text(price, "figure"), Ui.spacer(), buy), tags, markdown);
        if (!Drafts.files(p).isEmpty()) {
            var files = Ui.column(6, Ui.text(ctx.text("products.includes"), "overline"));
            Drafts.files(p)
                    .forEach(f -> files.getChildren().add(Ui.row(8, Ui.icon(Feather.FILE, 14), Ui.text(f.title()))));
            preview.getChildren().add(files);
        }
        if (!Drafts.lessons(p).isEmpty()) {
            var lessons = Ui.column(6, Ui.text(ctx.text("products.lessons"), "overline"));
            for (int i = 0; i < Drafts.lessons(p).size(); i++) {
                lessons.getChildren()
                        .add(Ui.row(
                                8,
                                Ui.badge(String.valueOf(i + 1), "accent"),
                                Ui.text(Drafts.lessons(p).get(i).title())));
            }
            preview.getChildren().add(lessons);
        }
    }
}
