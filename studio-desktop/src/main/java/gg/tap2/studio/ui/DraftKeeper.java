package gg.tap2.studio.ui;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Writes what is being typed off the UI thread, at most every 300 ms, the newest state only; [#flush] writes at once
/// what still waits. Its methods are for the UI thread, except [#end].
public final class DraftKeeper<T> {
    static final Duration WAIT = Duration.ofMillis(300);

    private final Background background;
    private final Consumer<T> write;
    private final Consumer<Exception> onFail;
    private final AtomicReference<@Nullable T> waiting = new AtomicReference<>();
    private final ReentrantLock writing = new ReentrantLock();
    private boolean planned;
    private volatile boolean ended;

    public DraftKeeper(Background background, Consumer<T> write, Consumer<Exception> onFail) {
        this.background = background;
        this.write = write;
        this.onFail = onFail;
    }

    public void keep(T draft) {
        waiting.set(draft);
        if (!planned) {
            planned = true;
            background.after(WAIT, this::due);
        }
    }

    private void due() {
        planned = false;
        background.run(
                () -> {
                    writeNow();
                    return true;
                },
                done -> {},
                onFail);
    }

    /// In the calling thread, for when nothing may run later.
    public void flush() {
        writeNow();
    }

    private void writeNow() {
        writing.lock();
        T draft = waiting.getAndSet(null);
        try {
            if (draft != null && !ended) {
                write.accept(draft);
            }
        } catch (RuntimeException e) {
            // It waits on: what could not be written now, as on a full disk, can be later.
            waiting.compareAndSet(null, draft);
            throw e;
        } finally {
            writing.unlock();
        }
    }

    /// Nothing is written from now on; `last` is done after what is under way.
    public void end(Runnable last) {
        writing.lock();
        try {
            ended = true;
            last.run();
        } finally {
            writing.unlock();
        }
    }
}
