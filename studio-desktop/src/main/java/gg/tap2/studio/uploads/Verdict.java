package gg.tap2.studio.uploads;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/// Whether a run goes on. The first end that one of its threads decides on counts, and interrupts the others; a
/// stop from outside interrupts all.
final class Verdict {
    /// How a run ended.
    enum End {
        READY,
        STOPPED,
        CHANGED,
        FAILED,
        /// The server no longer knows the upload: begin again under a new id.
        GONE
    }

    private final AtomicReference<@Nullable End> end = new AtomicReference<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private volatile boolean stopped;
    private volatile @Nullable String error;

    /// Takes part in interruptions from now on; the first one is the run's own thread, which only a stop
    /// interrupts.
    void join(Thread thread) {
        threads.add(thread);
    }

    /// Ends the run soon; what is in the journal stays.
    void stop() {
        stopped = true;
        threads.forEach(Thread::interrupt);
    }

    boolean stopped() {
        return stopped;
    }

    boolean over() {
        return stopped || end.get() != null;
    }

    @Nullable
    End end() {
        return end.get();
    }

    void decide(End wanted) {
        if (end.compareAndSet(null, wanted)) {
            Thread self = Thread.currentThread();
            threads.stream().skip(1).filter(t -> t != self).forEach(Thread::interrupt);
        }
    }

    /// FAILED, with the reason kept.
    End fail(String code, @Nullable String message) {
        error = message == null ? code : code + ": " + message;
        return End.FAILED;
    }

    /// The last trouble, for people; it may have been overcome.
    void trouble(@Nullable String message) {
        error = message;
    }

    @Nullable
    String error() {
        return error;
    }

    void forgetThreads() {
        threads.clear();
    }
}
