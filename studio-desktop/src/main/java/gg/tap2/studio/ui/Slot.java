package gg.tap2.studio.ui;

import java.util.Objects;
import java.util.function.Supplier;
import javafx.scene.Node;
import javafx.scene.layout.VBox;
import org.jspecify.annotations.Nullable;

/// A place on a screen whose content is built anew only when what it shows has changed. On the UI thread only.
public final class Slot extends VBox {
    private @Nullable Object shown;

    /// @param what is compared with what is shown; a record or a list of everything the content depends on
    public void show(Object what, Supplier<Node> content) {
        if (!Objects.equals(shown, what)) {
            shown = what;
            getChildren().setAll(content.get());
        }
    }
}
