package gg.tap2.studio.products;

import gg.tap2.studio.folders.BoundFolder;
import gg.tap2.studio.folders.BoundFolders.Difference;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import javafx.scene.Node;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Above the files: which folder they come from, and what is new in it.
final class FolderCard {
    private final FolderViewModel vm;
    private final Context ctx;
    private final VBox root = Ui.card();

    FolderCard(FolderViewModel vm, Context ctx) {
        this.vm = vm;
        this.ctx = ctx;
        vm.bound().addListener((o, was, is) -> draw());
        vm.difference().addListener((o, was, is) -> draw());
        draw();
    }

    Node node() {
        return root;
    }

    void open() {
        vm.open();
    }

    private void draw() {
        BoundFolder bound = vm.bound().get();
        var words = Ui.column(
                2,
                Ui.text(ctx.text("products.folder"), "section-title"),
                Ui.wrapped(bound == null ? ctx.text("products.folderHint") : bound.folder(), "hint"));
        Ui.grow(words);
        if (bound == null) {
            var bind = Ui.button(
                    ctx.text("products.bindFolder"),
                    Feather.FOLDER_PLUS,
                    () -> ctx.host()
                            .chooseFolder(ctx.text("products.bindFolder"))
                            .ifPresent(vm::bind));
            bind.setId("folder-bind");
            root.getChildren().setAll(Ui.row(12, words, bind));
            return;
        }
        root.getChildren()
                .setAll(
                        Ui.row(
                                12,
                                words,
                                Ui.iconButton(ctx.text("products.lookAgain"), Feather.REFRESH_CW, vm::look),
                                Ui.iconButton(ctx.text("products.releaseFolder"), Feather.X, vm::release)),
                        state(vm.difference().get()));
    }

    private Node state(@Nullable Difference d) {
        if (d == null || d.isEmpty()) {
            return Ui.row(8, Ui.icon(Feather.CHECK, 14), Ui.text(ctx.text("products.folderSame"), "muted"));
        }
        var take = Ui.primary(ctx.text("products.takeOver"), Feather.DOWNLOAD, vm::takeOver);
        take.setId("folder-take");
        return Ui.row(
                10,
                Ui.icon(Feather.ALERT_CIRCLE, 15),
                Ui.grow(Ui.wrapped(
                        ctx.text(
                                "products.folderDiffers",
                                d.added().size(),
                                d.changed().size(),
                                d.gone().size()),
                        "strong")),
                take);
    }
}
