package gg.tap2.studio.admin;

import gg.tap2.studio.session.Context;
import gg.tap2.studio.ui.Tables;
import gg.tap2.studio.ui.Tones;
import gg.tap2.studio.ui.Ui;
import java.util.function.Function;
import javafx.scene.control.TableColumn;

/// A column: the same text in the table and in an export.
record Col<R>(String key, double width, Kind kind, Function<R, String> text) {
    enum Kind {
        TEXT,
        STRONG,
        NUMBER,
        STATE
    }

    static <R> Col<R> text(String key, double width, Function<R, String> text) {
        return new Col<>(key, width, Kind.TEXT, text);
    }

    static <R> Col<R> strong(String key, double width, Function<R, String> text) {
        return new Col<>(key, width, Kind.STRONG, text);
    }

    static <R> Col<R> number(String key, double width, Function<R, String> text) {
        return new Col<>(key, width, Kind.NUMBER, text);
    }

    /// A coloured word; `text` is its stable code.
    static <R> Col<R> state(String key, double width, Function<R, String> text) {
        return new Col<>(key, width, Kind.STATE, text);
    }

    TableColumn<R, R> column(Context ctx) {
        String title = ctx.text("admin.col." + key);
        return switch (kind) {
            case TEXT -> Tables.text(title, width, text, null);
            case NUMBER -> Tables.number(title, width, text, null);
            case STRONG -> Tables.node(title, width, r -> Ui.text(text.apply(r), "strong"), null);
            case STATE -> Tables.node(title, width, r -> badge(ctx, text.apply(r)), null);
        };
    }

    /// What a stable code is called; itself, where nobody named it.
    static String word(Context ctx, String code) {
        String key = "admin.state." + code;
        return ctx.texts().has(key) ? ctx.text(key) : code.replace('_', ' ');
    }

    static javafx.scene.Node badge(Context ctx, String code) {
        return Ui.badge(word(ctx, code), Tones.of(code));
    }
}
