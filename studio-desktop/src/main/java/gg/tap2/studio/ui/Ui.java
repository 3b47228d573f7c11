package gg.tap2.studio.ui;

import java.util.List;
import java.util.function.Function;
import javafx.beans.binding.Bindings;
import javafx.beans.value.ObservableValue;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.control.Button;
import javafx.scene.control.Label;
import javafx.scene.control.ScrollPane;
import javafx.scene.control.TextField;
import javafx.scene.control.Tooltip;
import javafx.scene.layout.HBox;
import javafx.scene.layout.Priority;
import javafx.scene.layout.Region;
import javafx.scene.layout.VBox;
import javafx.util.StringConverter;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;
import org.kordamp.ikonli.javafx.FontIcon;

/// Small building blocks, so that every screen has the same rhythm: 24 around a page, 16 between cards, 8 within.
public final class Ui {
    private Ui() {}

    public static Label text(String text, String... styles) {
        var label = new Label(text);
        label.getStyleClass().addAll(styles);
        return label;
    }

    public static Label text(ObservableValue<String> text, String... styles) {
        var label = text("", styles);
        label.textProperty().bind(text);
        return label;
    }

    public static Label wrapped(String text, String... styles) {
        var label = text(text, styles);
        label.setWrapText(true);
        label.setMinHeight(Region.USE_PREF_SIZE);
        return label;
    }

    public static Label wrapped(ObservableValue<String> text, String... styles) {
        var label = wrapped("", styles);
        label.textProperty().bind(text);
        return label;
    }

    public static FontIcon icon(Feather feather, int size) {
        var icon = new FontIcon(feather);
        icon.setIconSize(size);
        return icon;
    }

    public static HBox row(Node... nodes) {
        var row = new HBox(8, nodes);
        row.setAlignment(Pos.CENTER_LEFT);
        return row;
    }

    public static HBox row(double gap, Node... nodes) {
        var row = row(nodes);
        row.setSpacing(gap);
        return row;
    }

    public static VBox column(double gap, Node... nodes) {
        return new VBox(gap, nodes);
    }

    public static Region spacer() {
        var spacer = new Region();
        HBox.setHgrow(spacer, Priority.ALWAYS);
        VBox.setVgrow(spacer, Priority.ALWAYS);
        return spacer;
    }

    public static <N extends Node> N grow(N node) {
        HBox.setHgrow(node, Priority.ALWAYS);
        VBox.setVgrow(node, Priority.ALWAYS);
        if (node instanceof Region region) {
            region.setMaxWidth(Double.MAX_VALUE);
        }
        return node;
    }

    public static VBox card(Node... nodes) {
        var card = new VBox(12, nodes);
        card.getStyleClass().add("card");
        return card;
    }

    /// A card with a heading line and, at its right, actions.
    public static VBox section(String title, @Nullable Node action, Node... nodes) {
        var head = row(text(title, "section-title"), spacer());
        if (action != null) {
            head.getChildren().add(action);
        }
        var card = card(head);
        card.getChildren().addAll(nodes);
        return card;
    }

    public static Button button(String text, @Nullable Feather icon, Runnable action, String... styles) {
        var button = icon == null ? new Button(text) : new Button(text, icon(icon, 15));
        button.getStyleClass().addAll(styles);
        button.setOnAction(e -> action.run());
        button.setMinWidth(Region.USE_PREF_SIZE);
        return button;
    }

    public static Button primary(String text, @Nullable Feather icon, Runnable action) {
        return button(text, icon, action, "accent");
    }

    /// A button of an icon alone; `name` is its tooltip and its accessible name.
    public static Button iconButton(String name, Feather icon, Runnable action) {
        var button = new Button(null, icon(icon, 16));
        button.getStyleClass().addAll("flat", "icon-button");
        button.setAccessibleText(name);
        button.setTooltip(new Tooltip(name));
        button.setOnAction(e -> action.run());
        return button;
    }

    /// A small coloured word: `success`, `warning`, `danger`, `accent` or `neutral`.
    public static Label badge(String text, String tone) {
        var badge = text(text, "badge", "badge-" + tone);
        badge.setMinWidth(Region.USE_PREF_SIZE);
        return badge;
    }

    /// Shows the values of a choice in words. Nothing is typed there, so nothing is read back.
    public static <T> StringConverter<T> words(Function<T, String> word) {
        return new StringConverter<>() {
            @Override
            public String toString(@Nullable T value) {
                return value == null ? "" : word.apply(value);
            }

            @Override
            public @Nullable T fromString(String text) {
                return null;
            }
        };
    }

    /// A labelled control; the label names it for screen readers as well.
    public static VBox field(String label, Node control) {
        var caption = text(label, "field-label");
        caption.setLabelFor(control);
        if (control.getAccessibleText() == null) {
            control.setAccessibleText(label);
        }
        if (control instanceof Region region) {
            region.setMaxWidth(Double.MAX_VALUE);
        }
        return column(6, caption, control);
    }

    public static VBox field(String label, Node control, String hint) {
        var field = field(label, control);
        field.getChildren().add(wrapped(hint, "hint"));
        return field;
    }

    public static TextField search(String prompt) {
        var field = new TextField();
        field.setPromptText(prompt);
        field.setAccessibleText(prompt);
        field.getStyleClass().add("search-field");
        return field;
    }

    /// A page: heading with actions, then the content.
    public static VBox page(String title, String subtitle, List<? extends Node> actions, Node... content) {
        var titles = column(2, text(title, "page-title"), text(subtitle, "page-subtitle"));
        var head = row(titles, spacer());
        head.getChildren().addAll(actions);
        head.getStyleClass().add("page-head");
        var page = column(16, head);
        page.getChildren().addAll(content);
        page.getStyleClass().add("page");
        page.setPadding(new Insets(26, 30, 26, 30));
        return page;
    }

    public static ScrollPane scroll(Node content) {
        var pane = new ScrollPane(content);
        // The skin keeps a picture of what shows, of several megabytes per screen.
        pane.skinProperty().addListener((o, was, is) -> {
            Node viewport = pane.lookup(".viewport");
            if (viewport != null) {
                viewport.setCache(false);
            }
        });
        pane.setFitToWidth(true);
        pane.getStyleClass().add("page-scroll");
        pane.setHbarPolicy(ScrollPane.ScrollBarPolicy.NEVER);
        return pane;
    }

    /// For dialogs: as high as its content up to `most` pixels, and with room between content and scroll bar.
    public static ScrollPane scrollUpTo(double most, Region content) {
        content.setPadding(new Insets(0, 14, 0, 0));
        var pane = scroll(content);
        pane.setMinHeight(0);
        pane.prefHeightProperty()
                .bind(Bindings.createDoubleBinding(
                        () -> Math.min(most, content.getHeight() + 2), content.heightProperty()));
        return pane;
    }

    /// What a list shows when there is nothing: a picture, a sentence and the way on.
    public static VBox empty(Feather icon, String title, String text, Node... actions) {
        var bubble = new VBox(icon(icon, 26));
        bubble.getStyleClass().add("empty-bubble");
        bubble.setAlignment(Pos.CENTER);
        bubble.setMaxSize(64, 64);
        bubble.setMinSize(64, 64);
        var body = wrapped(text, "muted");
        body.setMaxWidth(420);
        body.setTextAlignment(javafx.scene.text.TextAlignment.CENTER);
        body.setAlignment(Pos.CENTER);
        var box = column(10, bubble, text(title, "section-title"), body);
        if (actions.length > 0) {
            var line = row(actions);
            line.setAlignment(Pos.CENTER);
            box.getChildren().add(line);
        }
        box.setAlignment(Pos.CENTER);
        box.setPadding(new Insets(40));
        return box;
    }

    public static void visible(Node node, boolean visible) {
        node.setVisible(visible);
        node.setManaged(visible);
    }

    public static void visible(Node node, ObservableValue<Boolean> visible) {
        node.visibleProperty().bind(visible);
        node.managedProperty().bind(visible);
    }
}
