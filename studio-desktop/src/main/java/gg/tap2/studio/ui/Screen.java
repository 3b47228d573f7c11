package gg.tap2.studio.ui;

import javafx.scene.Node;
import org.jspecify.annotations.Nullable;

/// A page of the window. It listens to changes only between [#attach] and [#detach].
public interface Screen {
    Node node();

    /// Comes into view, with what [Host#go] was given.
    void attach(@Nullable Object argument);

    default void detach() {}
}
