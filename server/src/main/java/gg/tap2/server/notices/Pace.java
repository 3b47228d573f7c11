package gg.tap2.server.notices;

import java.util.concurrent.locks.LockSupport;

/// Lets so many things happen in a second, evenly, after at most a second's worth at once. Kept for each
/// process; shared by its threads.
final class Pace {
    private static final long SECOND = 1_000_000_000L;
    private final long gap;
    private long next = System.nanoTime() - SECOND;

    /// @param perSecond at least 1
    Pace(int perSecond) {
        this.gap = SECOND / perSecond;
    }

    /// Waits for a turn.
    void await() {
        long turn = turn(System.nanoTime());
        for (long now = System.nanoTime(); now - turn < 0; now = System.nanoTime()) {
            LockSupport.parkNanos(turn - now);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
        }
    }

    synchronized long turn(long now) {
        long earliest = now - SECOND;
        long turn = next - earliest < 0 ? earliest : next;
        next = turn + gap;
        return turn;
    }
}
