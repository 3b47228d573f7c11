package gg.tap2.studio.app;

import gg.tap2.studio.ui.Host;
import gg.tap2.studio.ui.Texts;
import gg.tap2.studio.ui.Ui;
import java.util.Optional;
import java.util.function.Predicate;
import javafx.animation.PauseTransition;
import javafx.application.Platform;
import javafx.beans.value.ChangeListener;
import javafx.geometry.Insets;
import javafx.geometry.Pos;
import javafx.scene.Node;
import javafx.scene.Parent;
import javafx.scene.control.Button;
import javafx.scene.control.TextInputControl;
import javafx.scene.input.KeyCode;
import javafx.scene.layout.Region;
import javafx.scene.layout.StackPane;
import javafx.scene.layout.VBox;
import javafx.util.Duration;
import org.jspecify.annotations.Nullable;
import org.kordamp.ikonli.feather.Feather;

/// What lies over the screens: one dialog at a time, and short messages in the corner. Dialogs are part of the
/// window, so they follow its theme and its keyboard.
final class Overlays {
    private final StackPane root;
    private final Texts texts;
    private final VBox toasts = new VBox(10);
    private @Nullable StackPane scrim;
    private @Nullable Node focusBefore;
    private @Nullable StackPane upper;
    private Runnable upperClosed = () -> {};

    Overlays(StackPane root, Texts texts) {
        this.root = root;
        this.texts = texts;
        toasts.setAlignment(Pos.BOTTOM_RIGHT);
        toasts.setPadding(new Insets(24));
        toasts.setPickOnBounds(false);
        toasts.setMouseTransparent(false);
        root.getChildren().add(toasts);
        ChangeListener<Node> holder = (o, was, is) -> hold(is);
        root.sceneProperty().addListener((o, was, is) -> {
            if (was != null) {
                was.focusOwnerProperty().removeListener(holder);
            }
            if (is != null) {
                is.focusOwnerProperty().addListener(holder);
            }
        });
    }

    boolean isOpen() {
        return scrim != null;
    }

    void dialog(@Nullable String title, Node content, double width, String... styles) {
        close();
        focusBefore = root.getScene() == null ? null : root.getScene().getFocusOwner();
        scrim = shown("dialog", title, content, width, this::close, styles);
    }

    /// Shows a question over whatever dialog is open, which stays as it is. `closed` runs once it is gone, answered or
    /// not.
    void upper(String title, Node content, double width, Runnable closed) {
        closeUpper();
        upperClosed = closed;
        upper = shown("upper-dialog", title, content, width, this::closeUpper);
    }

    void closeUpper() {
        StackPane shade = upper;
        if (shade != null) {
            root.getChildren().remove(shade);
            upper = null;
            Runnable closed = upperClosed;
            upperClosed = () -> {};
            closed.run();
        }
    }

    private StackPane shown(
            String id, @Nullable String title, Node content, double width, Runnable onClose, String... styles) {
        var box = new VBox(16);
        box.getStyleClass().add("dialog-box");
        box.getStyleClass().addAll(styles);
        if (title != null) {
            var close = Ui.iconButton(texts.get("common.close"), Feather.X, onClose);
            close.setId(id + "-close");
            box.getChildren().add(Ui.row(Ui.text(title, "md-h2"), Ui.spacer(), close));
        }
        box.getChildren().add(content);
        box.setMaxSize(width, Region.USE_PREF_SIZE);
        box.setPrefWidth(width);
        box.setId(id);
        var shade = new StackPane(box);
        shade.getStyleClass().add("scrim");
        shade.setOnMousePressed(e -> {
            if (e.getTarget() == shade) {
                onClose.run();
            }
        });
        shade.addEventFilter(javafx.scene.input.KeyEvent.KEY_PRESSED, e -> {
            if (e.getCode() == KeyCode.ESCAPE) {
                onClose.run();
                e.consume();
            }
        });
        root.getChildren().add(root.getChildren().indexOf(toasts), shade);
        box.requestFocus();
        focusFirst(content);
        enterPresses(content);
        return shade;
    }

    /// The first field to type into, or the first thing that takes the keyboard.
    private static void focusFirst(Node content) {
        first(content, n -> n instanceof TextInputControl)
                .or(() -> first(content, Node::isFocusTraversable))
                .ifPresent(Node::requestFocus);
    }

    private static Optional<Node> first(Node node, Predicate<Node> which) {
        if (!node.isVisible() || node.isDisabled()) {
            return Optional.empty();
        }
        if (which.test(node)) {
            return Optional.of(node);
        }
        if (node instanceof Parent parent) {
            for (Node child : parent.getChildrenUnmodifiable()) {
                Optional<Node> found = first(child, which);
                if (found.isPresent()) {
                    return found;
                }
            }
        }
        return Optional.empty();
    }

    /// The last of the buttons that stand out: Enter presses it. What cannot be taken back is pressed on purpose.
    private static void enterPresses(Node content) {
        content.lookupAll(".button").stream()
                .filter(Button.class::isInstance)
                .map(Button.class::cast)
                .filter(b -> b.getStyleClass().contains("accent"))
                .reduce((one, other) -> other)
                .ifPresent(b -> b.setDefaultButton(true));
    }

    /// The keyboard stays with what lies on top; what is under it is not reached.
    private void hold(@Nullable Node owner) {
        if (!isBelow(owner)) {
            return;
        }
        Platform.runLater(() -> {
            StackPane top = top();
            if (top != null
                    && root.getScene() != null
                    && isBelow(root.getScene().getFocusOwner())) {
                first(top, Node::isFocusTraversable).ifPresent(Node::requestFocus);
            }
        });
    }

    private @Nullable StackPane top() {
        return upper != null ? upper : scrim;
    }

    private boolean isBelow(@Nullable Node owner) {
        StackPane top = top();
        if (top == null) {
            return false;
        }
        for (Node n = owner; n != null; n = n.getParent()) {
            if (n == top) {
                return false;
            }
        }
        return true;
    }

    void close() {
        StackPane shade = scrim;
        if (shade != null) {
            root.getChildren().remove(shade);
            scrim = null;
            Node before = focusBefore;
            if (before != null && before.getScene() != null) {
                before.requestFocus();
            }
        }
    }

    void toast(Host.Level level, String text) {
        Feather icon = switch (level) {
            case SUCCESS -> Feather.CHECK_CIRCLE;
            case WARNING -> Feather.ALERT_TRIANGLE;
            case DANGER -> Feather.ALERT_OCTAGON;
            case INFO -> Feather.INFO;
        };
        var glyph = Ui.icon(icon, 17);
        var label = Ui.wrapped(text);
        label.setMaxWidth(340);
        var toast = Ui.row(12, glyph, label);
        toast.getStyleClass().addAll("toast", "glyph-" + level.name().toLowerCase(java.util.Locale.ROOT));
        toast.setMaxWidth(Region.USE_PREF_SIZE);
        toast.setOnMouseClicked(e -> toasts.getChildren().remove(toast));
        toasts.getChildren().add(toast);
        if (toasts.getChildren().size() > 4) {
            toasts.getChildren().removeFirst();
        }
        var pause = new PauseTransition(Duration.seconds(level == Host.Level.DANGER ? 12 : 6));
        pause.setOnFinished(e -> toasts.getChildren().remove(toast));
        pause.play();
    }
}
