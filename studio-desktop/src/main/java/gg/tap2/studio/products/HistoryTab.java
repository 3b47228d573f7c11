package gg.tap2.studio.products;

import gg.tap2.model.catalog.ProductRevision;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Earlier versions from the server, each with what differs from the present content, and a way back.
final class HistoryTab {
    private final EditorViewModel vm;
    private final Context ctx;
    private final VBox list = new VBox();
    private final VBox root;

    HistoryTab(EditorViewModel vm, Context ctx) {
        this.vm = vm;
        this.ctx = ctx;
        root = Ui.section(
                ctx.text("products.history"), null, Ui.wrapped(ctx.text("products.historyHint"), "muted"), list);
    }

    void reset() {
        list.getChildren().clear();
    }

    Node load() {
        if (vm.base().get() == null) {
            list.getChildren().setAll(Ui.wrapped(ctx.text("products.noHistory"), "muted"));
        } else {
            vm.loadRevisions(this::show);
        }
        return root;
    }

    private void show(List<ProductRevision> revisions) {
        list.getChildren().clear();
        if (revisions.isEmpty()) {
            list.getChildren().setAll(Ui.wrapped(ctx.text("products.noHistory"), "muted"));
        }
        for (ProductRevision revision : revisions) {
            List<String> fields = differing(revision.content(), vm.content().get());
            String what = fields.isEmpty()
                    ? ctx.text("products.sameAsNow")
                    : ctx.text("products.differsIn", String.join(", ", fields));
            var restore = Ui.button(ctx.text("products.restore"), Feather.ROTATE_CCW, () -> vm.restore(revision));
            restore.setDisable(fields.isEmpty());
            var line = Ui.row(
                    12,
                    Ui.badge("v" + revision.version(), "neutral"),
                    Ui.grow(Ui.column(
                            2, Ui.text(ctx.formats().moment(revision.savedAt()), "strong"), Ui.wrapped(what, "hint"))),
                    restore);
            line.getStyleClass().add("line-item");
            list.getChildren().add(line);
        }
    }

    private List<String> differing(SaveProduct then, @Nullable SaveProduct now) {
        List<String> out = new ArrayList<>();
        if (now != null) {
            var a = Json.tree(then);
            var b = Json.tree(now);
            a.fieldNames().forEachRemaining(field -> {
                if (!field.equals("id") && !a.get(field).equals(b.get(field))) {
                    String key = "products.field." + field;
                    out.add(ctx.texts().has(key) ? ctx.text(key) : field);
                }
            });
        }
        return out;
    }
}
