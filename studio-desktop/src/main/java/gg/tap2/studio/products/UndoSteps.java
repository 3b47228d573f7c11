package gg.tap2.studio.products;

import gg.tap2.model.catalog.SaveProduct;
import java.util.ArrayDeque;
import java.util.Deque;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyBooleanWrapper;
import org.jspecify.annotations.Nullable;

/// Contents of the product in the editor, back and forth.
final class UndoSteps {
    private static final int MOST = 200;

    private final Deque<SaveProduct> undo = new ArrayDeque<>();
    private final Deque<SaveProduct> redo = new ArrayDeque<>();
    private final ReadOnlyBooleanWrapper canUndo = new ReadOnlyBooleanWrapper();
    private final ReadOnlyBooleanWrapper canRedo = new ReadOnlyBooleanWrapper();

    ReadOnlyBooleanProperty canUndo() {
        return canUndo.getReadOnlyProperty();
    }

    ReadOnlyBooleanProperty canRedo() {
        return canRedo.getReadOnlyProperty();
    }

    boolean isEmpty() {
        return undo.isEmpty();
    }

    void clear() {
        undo.clear();
        redo.clear();
        tell();
    }

    /// A new step ends what could be done again.
    void edited() {
        redo.clear();
        tell();
    }

    void push(SaveProduct before) {
        undo.addFirst(before);
        if (undo.size() > MOST) {
            undo.removeLast();
        }
        tell();
    }

    /// The content before `now`; null when there is none.
    @Nullable
    SaveProduct back(SaveProduct now) {
        return step(now, undo, redo);
    }

    @Nullable
    SaveProduct forth(SaveProduct now) {
        return step(now, redo, undo);
    }

    private @Nullable SaveProduct step(SaveProduct now, Deque<SaveProduct> from, Deque<SaveProduct> to) {
        SaveProduct next = from.pollFirst();
        if (next != null) {
            to.addFirst(now);
            tell();
        }
        return next;
    }

    private void tell() {
        canUndo.set(!undo.isEmpty());
        canRedo.set(!redo.isEmpty());
    }
}
