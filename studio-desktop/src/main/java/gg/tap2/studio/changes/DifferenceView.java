package gg.tap2.studio.changes;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.sync.Unpublished.Change;
import gg.tap2.studio.ui.Ui;
import java.util.ArrayList;
import java.util.List;
import javafx.scene.Node;
import javafx.scene.layout.VBox;
import javafx.scene.text.Text;
import javafx.scene.text.TextFlow;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// What differs between what fans see and what was written, field by field.
public final class DifferenceView {
    /// Of a stretch that is the same, so much is shown at each side, characters.
    private static final int AROUND = 60;

    private final Context ctx;
    private final FieldWords words;

    public DifferenceView(Context ctx) {
        this.ctx = ctx;
        this.words = new FieldWords(ctx);
    }

    public VBox of(Change change) {
        VBox out = Ui.column(16);
        out.setId("changes-list");
        for (String field : change.fields()) {
            out.getChildren()
                    .add(field(field, change.before().get(field), change.after().get(field)));
        }
        return out;
    }

    private Node field(String field, @Nullable JsonNode before, @Nullable JsonNode after) {
        Node shown;
        if (words.isText(field)) {
            shown = text(textOf(before), textOf(after));
        } else if (words.isList(before, after)) {
            shown = list(words.items(field, before), words.items(field, after));
        } else {
            var was = Ui.wrapped(words.word(field, before), "diff-removed");
            var is = Ui.wrapped(words.word(field, after), "diff-added");
            shown = Ui.row(10, was, Ui.icon(Feather.ARROW_RIGHT, 14), is);
        }
        shown.setId("change-" + field);
        return Ui.column(6, Ui.text(words.label(field), "field-label"), shown);
    }

    private static String textOf(@Nullable JsonNode value) {
        return value == null || value.isNull() ? "" : value.asText();
    }

    /// A text with what went struck out and what came marked.
    public Node text(String before, String after) {
        var flow = new TextFlow();
        flow.getStyleClass().add("diff-text");
        List<WordDiff.Piece> pieces = WordDiff.of(before, after);
        for (int i = 0; i < pieces.size(); i++) {
            WordDiff.Piece piece = pieces.get(i);
            String text = piece.side() == WordDiff.Side.SAME
                    ? shortened(piece.text(), i > 0, i < pieces.size() - 1)
                    : piece.text();
            var run = new Text(text);
            run.getStyleClass()
                    .add(
                            switch (piece.side()) {
                                case SAME -> "diff-same-run";
                                case REMOVED -> "diff-removed-run";
                                case ADDED -> "diff-added-run";
                            });
            run.setStrikethrough(piece.side() == WordDiff.Side.REMOVED);
            run.setUnderline(piece.side() == WordDiff.Side.ADDED);
            flow.getChildren().add(run);
        }
        return flow;
    }

    private static String shortened(String text, boolean afterOne, boolean beforeOne) {
        if (text.length() <= 3 * AROUND) {
            return text;
        }
        String head = afterOne ? text.substring(0, AROUND) : "";
        String tail = beforeOne ? text.substring(text.length() - AROUND) : "";
        return head + " … " + tail;
    }

    private Node list(List<String> before, List<String> after) {
        var out = Ui.column(4);
        List<String> left = new ArrayList<>(before);
        List<String> came = new ArrayList<>();
        for (String item : after) {
            if (!left.remove(item)) {
                came.add(item);
            }
        }
        left.forEach(item ->
                out.getChildren().add(Ui.row(6, Ui.icon(Feather.MINUS, 13), Ui.wrapped(item, "diff-removed"))));
        came.forEach(item ->
                out.getChildren().add(Ui.row(6, Ui.icon(Feather.PLUS, 13), Ui.wrapped(item, "diff-added"))));
        if (out.getChildren().isEmpty()) {
            out.getChildren()
                    .addAll(
                            Ui.text(ctx.text("changes.otherwise"), "hint"),
                            Ui.wrapped(String.join("  →  ", after.subList(0, Math.min(8, after.size())))));
        }
        return out;
    }
}
