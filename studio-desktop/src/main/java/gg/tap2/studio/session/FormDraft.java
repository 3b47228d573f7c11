package gg.tap2.studio.session;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.store.StoreException;
import gg.tap2.studio.ui.DraftKeeper;
import gg.tap2.studio.ui.Ui;
import java.util.LinkedHashMap;
import java.util.Map;
import javafx.scene.Node;
import javafx.scene.control.CheckBox;
import javafx.scene.control.DatePicker;
import javafx.scene.control.TextInputControl;
import javafx.scene.layout.HBox;
import org.kordamp.ikonli.feather.Feather;

/// What somebody types in a form of a dialog, kept until it is saved or cancelled: a dialog that was closed by Esc, by
/// a click beside it, by a shortcut or by a crash comes back as it was. It is on the disk 300 ms after a key.
public final class FormDraft {
    private static final String PREFIX = "form:";

    private final Context ctx;
    private final String name;
    private final Map<String, Node> controls;
    private final Map<String, String> first = new LinkedHashMap<>();
    private final DraftKeeper<Map<String, String>> keeper;
    private final HBox back;
    private boolean filling;

    private FormDraft(Context ctx, String name, Map<String, Node> controls) {
        this.ctx = ctx;
        this.name = PREFIX + name;
        this.controls = controls;
        this.keeper =
                new DraftKeeper<>(ctx.background(), this::write, ctx.host().onFail());
        var over = Ui.button(ctx.text("common.startOver"), null, this::startOver, "flat");
        over.setId("form-start-over");
        back = Ui.row(
                8, Ui.icon(Feather.ROTATE_CCW, 14), Ui.grow(Ui.wrapped(ctx.text("common.formBack"), "hint")), over);
        back.setId("form-back");
        back.getStyleClass().add("sunken");
    }

    /// Watches a form and puts back what was typed into it before. The controls show the saved state when this is
    /// called.
    public static FormDraft of(Context ctx, String name, Map<String, Node> controls) {
        var draft = new FormDraft(ctx, name, controls);
        controls.forEach((field, control) -> draft.first.put(field, value(control)));
        draft.restore();
        controls.values().forEach(draft::watch);
        return draft;
    }

    /// Says that the form came back, and offers to start over.
    public Node node() {
        return back;
    }

    private void restore() {
        String kept = ctx.session().store().findSetting(name).orElse(null);
        Ui.visible(back, kept != null);
        if (kept == null) {
            return;
        }
        ObjectNode typed = Json.read(kept, ObjectNode.class);
        typed.properties().forEach(e -> {
            Node control = controls.get(e.getKey());
            if (control != null) {
                set(control, e.getValue().asText());
            }
        });
    }

    private void startOver() {
        filling = true;
        first.forEach((field, value) -> {
            Node control = controls.get(field);
            if (control != null) {
                set(control, value);
            }
        });
        filling = false;
        Ui.visible(back, false);
        keeper.keep(Map.of());
    }

    private void watch(Node control) {
        switch (control) {
            case TextInputControl c -> c.textProperty().addListener((o, was, is) -> typed());
            case CheckBox c -> c.selectedProperty().addListener((o, was, is) -> typed());
            case DatePicker c -> c.getEditor().textProperty().addListener((o, was, is) -> typed());
            default -> throw new IllegalArgumentException(control.toString());
        }
        control.sceneProperty().addListener((o, was, is) -> {
            if (is == null) {
                try {
                    keeper.flush();
                } catch (RuntimeException e) {
                    ctx.host().failed(e);
                }
            }
        });
    }

    private void typed() {
        if (filling) {
            return;
        }
        Map<String, String> changed = new LinkedHashMap<>();
        controls.forEach((field, control) -> {
            String now = value(control);
            if (!now.equals(first.get(field))) {
                changed.put(field, now);
            }
        });
        keeper.keep(changed);
    }

    private void write(Map<String, String> changed) {
        if (changed.isEmpty()) {
            ctx.session().store().deleteSetting(name);
        } else {
            ctx.session().store().saveSetting(name, Json.write(changed));
        }
    }

    /// The form was saved, or given up on purpose.
    public void done() {
        try {
            keeper.end(() -> ctx.session().store().deleteSetting(name));
        } catch (StoreException e) {
            // What was saved is saved; at worst the form comes back once more.
            ctx.host().failed(e);
        }
    }

    private static String value(Node control) {
        return switch (control) {
            case TextInputControl c -> c.getText() == null ? "" : c.getText();
            case CheckBox c -> String.valueOf(c.isSelected());
            case DatePicker c ->
                c.getEditor().getText() == null ? "" : c.getEditor().getText();
            default -> throw new IllegalArgumentException(control.toString());
        };
    }

    private static void set(Node control, String value) {
        switch (control) {
            case TextInputControl c -> c.setText(value);
            case CheckBox c -> c.setSelected(Boolean.parseBoolean(value));
            case DatePicker c -> c.getEditor().setText(value);
            default -> throw new IllegalArgumentException(control.toString());
        }
    }
}
