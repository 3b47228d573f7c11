package gg.tap2.studio.admin;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Ui;
import java.time.Instant;
import javafx.scene.layout.ColumnConstraints;
import javafx.scene.layout.GridPane;
import javafx.scene.layout.Priority;
import org.jspecify.annotations.Nullable;

/// Names and values under one another, in an admin's dialogs.
final class Facts extends GridPane {
    private final Context ctx;
    private int line;

    Facts(Context ctx) {
        this.ctx = ctx;
        setHgap(24);
        setVgap(7);
        var name = new ColumnConstraints(140);
        var value = new ColumnConstraints();
        value.setHgrow(Priority.ALWAYS);
        getColumnConstraints().setAll(name, value);
        getStyleClass().add("sunken");
    }

    Facts fact(String key, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            add(Ui.text(ctx.text("admin.col." + key), "muted"), 0, line);
            add(Ui.wrapped(value, "strong"), 1, line++);
        }
        return this;
    }

    /// A state by its stable code, in the reader's language.
    Facts state(String key, @Nullable String code) {
        return fact(key, code == null ? null : Col.word(ctx, code));
    }

    Facts at(String key, @Nullable Instant at) {
        return fact(key, at == null ? null : ctx.formats().moment(at));
    }
}
