package gg.tap2.studio.products;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.studio.changes.DifferenceView;
import gg.tap2.studio.changes.FieldWords;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Conflicts;
import gg.tap2.studio.sync.ThreeWayMerge;
import gg.tap2.studio.ui.Ui;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import javafx.geometry.Insets;
import javafx.scene.Node;
import javafx.scene.control.RadioButton;
import javafx.scene.control.ToggleGroup;
import javafx.scene.layout.HBox;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// Lets the user choose, field by field, between two edits of one product. Fields that only one side changed are
/// already merged and not asked about.
final class MergeDialog {
    private static final Set<String> MONEY = Set.of("price", "suggestedPrice");

    private MergeDialog() {}

    static void show(Conflicts.Conflict conflict, Context ctx, Consumer<SaveProduct> onChosen) {
        var merge = ThreeWayMerge.merge(conflict.base(), conflict.mine(), conflict.theirs());
        Map<String, Boolean> takeMine = new LinkedHashMap<>();
        var fields = Ui.column(16, Ui.wrapped(ctx.text("products.mergeText"), "muted"));
        for (String field : merge.conflicts()) {
            // What is on sale stays unless somebody says otherwise; words are nowhere else, so mine stay.
            takeMine.put(field, !MONEY.contains(field));
            fields.getChildren().add(field(field, conflict, ctx, takeMine));
        }
        var done = Ui.primary(ctx.text("products.mergeDone"), Feather.CHECK, () -> {
            ObjectNode chosen = merge.merged().deepCopy();
            takeMine.forEach((field, mine) -> {
                if (!mine) {
                    chosen.set(field, conflict.theirs().get(field));
                }
            });
            ctx.host().closeDialog();
            onChosen.accept(Json.fromTree(chosen, SaveProduct.class));
        });
        done.setId("merge-done");
        fields.getChildren()
                .add(Ui.row(8, Ui.spacer(), Ui.button(ctx.text("common.cancel"), null, ctx.host()::closeDialog), done));
        ctx.host().dialog(ctx.text("products.mergeTitle"), fields, 760);
    }

    private static Node field(String field, Conflicts.Conflict c, Context ctx, Map<String, Boolean> takeMine) {
        var group = new ToggleGroup();
        var mine = side(field, "mine", c.mine().get(field), ctx, group, () -> takeMine.put(field, true));
        var theirs = side(field, "theirs", c.theirs().get(field), ctx, group, () -> takeMine.put(field, false));
        group.getToggles().get(Boolean.TRUE.equals(takeMine.get(field)) ? 0 : 1).setSelected(true);
        var sides = new HBox(12, Ui.grow(mine), Ui.grow(theirs));
        mine.setPrefWidth(340);
        theirs.setPrefWidth(340);
        var words = new FieldWords(ctx);
        var out = Ui.column(8, Ui.text(words.label(field), "section-title"), sides);
        if (words.isText(field)) {
            out.getChildren()
                    .add(new DifferenceView(ctx)
                            .text(
                                    c.theirs().path(field).asText(""),
                                    c.mine().path(field).asText("")));
        }
        return out;
    }

    private static VBox side(
            String field, String whose, @Nullable JsonNode value, Context ctx, ToggleGroup group, Runnable choose) {
        var radio = new RadioButton(ctx.text("products." + whose));
        radio.setId("merge-" + whose + "-" + field);
        radio.setToggleGroup(group);
        radio.setOnAction(e -> choose.run());
        String text = new FieldWords(ctx).word(field, value);
        var shown = Ui.wrapped(text.length() > 600 ? text.substring(0, 600) + "…" : text);
        var box = Ui.column(8, radio, shown);
        box.getStyleClass().add("sunken");
        box.setPadding(new Insets(12));
        return box;
    }
}
