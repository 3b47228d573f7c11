package gg.tap2.studio.ui;

import java.util.ArrayDeque;
import java.util.Deque;
import javafx.animation.AnimationTimer;
import javafx.application.Platform;

/// Work on the UI thread in pieces, one between two pulses, so that a screen of many parts fills without keeping
/// anybody
/// waiting. On the UI thread only.
public final class Stepwise {
    private final Deque<Runnable> waiting = new ArrayDeque<>();
    private final AnimationTimer pulses = new AnimationTimer() {
        @Override
        public void handle(long now) {
            Runnable next = waiting.poll();
            if (waiting.isEmpty()) {
                stop();
            }
            if (next != null) {
                Platform.runLater(next);
            }
        }
    };

    /// Runs the pieces in their order, the first with the next pulse, instead of what still waits.
    public void run(Runnable... pieces) {
        clear();
        for (Runnable piece : pieces) {
            waiting.add(piece);
        }
        pulses.start();
    }

    /// Forgets what still waits.
    public void clear() {
        waiting.clear();
        pulses.stop();
    }
}
