package gg.tap2.studio.ui;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javafx.application.Platform;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// The one way to do blocking work: `work` off the UI thread, then `onOk` or `onFail` on it.
public interface Background {
    <T> void run(Callable<T> work, Consumer<T> onOk, Consumer<Exception> onFail);

    /// Runs on the UI thread, soon.
    void later(Runnable task);

    /// Runs on the UI thread after a while, unless the returned action cancels it before.
    Runnable after(Duration delay, Runnable task);

    /// Virtual threads, and JavaFX's queue for the answers.
    static Background onThreads() {
        ExecutorService pool = Executors.newThreadPerTaskExecutor(
                Thread.ofVirtual().name("background-", 0).factory());
        ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor(
                Thread.ofPlatform().daemon().name("timer").factory());
        Logger log = LoggerFactory.getLogger(Background.class);
        return new Background() {
            @Override
            public <T> void run(Callable<T> work, Consumer<T> onOk, Consumer<Exception> onFail) {
                pool.execute(() -> {
                    T result;
                    try {
                        result = work.call();
                    } catch (Exception e) {
                        log.debug("Background work failed", e);
                        Platform.runLater(() -> onFail.accept(e));
                        return;
                    }
                    Platform.runLater(() -> onOk.accept(result));
                });
            }

            @Override
            public void later(Runnable task) {
                Platform.runLater(task);
            }

            @Override
            public Runnable after(Duration delay, Runnable task) {
                var waiting = timer.schedule(() -> Platform.runLater(task), delay.toMillis(), TimeUnit.MILLISECONDS);
                return () -> waiting.cancel(false);
            }
        };
    }

    /// Everything at once in the calling thread, for tests of view models.
    static Background direct() {
        return new Background() {
            @Override
            public <T> void run(Callable<T> work, Consumer<T> onOk, Consumer<Exception> onFail) {
                T result;
                try {
                    result = work.call();
                } catch (Exception e) {
                    onFail.accept(e);
                    return;
                }
                onOk.accept(result);
            }

            @Override
            public void later(Runnable task) {
                task.run();
            }

            @Override
            public Runnable after(Duration delay, Runnable task) {
                task.run();
                return () -> {};
            }
        };
    }
}
