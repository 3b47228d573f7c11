package gg.tap2.server.media;

import java.util.ArrayDeque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import org.jspecify.annotations.Nullable;

/// Runs the checks of uploads so that nobody waits for another creator's heap of files. The creator whose checks took
/// the least time lately is next, one creator never has all workers, and small files have a worker of their own.
final class CheckQueue implements AutoCloseable {
    private static final int WORKERS = 3;
    private static final int OF_ONE_CREATOR = 2;
    private static final long LIGHT_BYTES = 8L << 20;
    private static final double HALF_LIFE_NANOS = 60e9;

    private final Map<UUID, Creator> creators = new HashMap<>();
    private boolean closed;

    /// What one creator has waiting and has cost.
    private static final class Creator {
        private final ArrayDeque<Check> waiting = new ArrayDeque<>();
        private int running;
        private double spentNanos;
        private long spentAt = System.nanoTime();

        private double spent(long now) {
            spentNanos *= Math.pow(0.5, (now - spentAt) / HALF_LIFE_NANOS);
            spentAt = now;
            return spentNanos;
        }
    }

    private record Check(boolean heavy, FutureTask<?> task) {}

    private record Taken(Creator creator, Check check) {}

    CheckQueue() {
        for (int i = 0; i < WORKERS; i++) {
            worker("upload-check-" + i, false);
        }
        worker("upload-check-light", true);
    }

    /// Archives are unpacked, and that costs more than their size tells.
    static boolean isHeavy(long bytes, String contentType) {
        return bytes > LIGHT_BYTES || contentType.contains("zip");
    }

    synchronized Future<?> submit(UUID creator, boolean heavy, Runnable check) {
        var task = new FutureTask<>(check, null);
        if (closed) {
            task.cancel(false);
            return task;
        }
        creators.computeIfAbsent(creator, c -> new Creator()).waiting.addLast(new Check(heavy, task));
        notifyAll();
        return task;
    }

    private void worker(String name, boolean lightOnly) {
        Thread.ofPlatform().name(name).daemon().start(() -> {
            for (Taken t = take(lightOnly); t != null; t = take(lightOnly)) {
                long begun = System.nanoTime();
                try {
                    t.check().task().run();
                } finally {
                    done(t.creator(), System.nanoTime() - begun);
                }
            }
        });
    }

    private synchronized @Nullable Taken take(boolean lightOnly) {
        while (!closed) {
            Taken next = next(lightOnly);
            if (next != null) {
                next.creator().running++;
                next.creator().waiting.remove(next.check());
                return next;
            }
            try {
                wait();
            } catch (InterruptedException e) {
                return null;
            }
        }
        return null;
    }

    private @Nullable Taken next(boolean lightOnly) {
        long now = System.nanoTime();
        Taken best = null;
        double least = Double.MAX_VALUE;
        for (Creator c : creators.values()) {
            double spent = c.spent(now);
            if ((lightOnly || c.running < OF_ONE_CREATOR) && spent < least) {
                Check first = first(c, lightOnly);
                if (first != null) {
                    best = new Taken(c, first);
                    least = spent;
                }
            }
        }
        return best;
    }

    private static @Nullable Check first(Creator c, boolean lightOnly) {
        if (!lightOnly) {
            return c.waiting.peekFirst();
        }
        return c.waiting.stream().filter(w -> !w.heavy()).findFirst().orElse(null);
    }

    private synchronized void done(Creator creator, long nanos) {
        long now = System.nanoTime();
        creator.running--;
        creator.spentNanos = creator.spent(now) + nanos;
        for (Iterator<Creator> it = creators.values().iterator(); it.hasNext(); ) {
            Creator c = it.next();
            if (c.running == 0 && c.waiting.isEmpty() && c.spent(now) < 1e6) {
                it.remove();
            }
        }
        notifyAll();
    }

    @Override
    public synchronized void close() {
        closed = true;
        creators.values().forEach(c -> c.waiting.forEach(w -> w.task().cancel(false)));
        creators.clear();
        notifyAll();
    }
}
