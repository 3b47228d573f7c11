package gg.tap2.server.notices;

import java.util.concurrent.locks.LockSupport;

/// Lets so many things happen in a second, evenly, after at most a second's worth at once. Whoever is asked
/// to be slower
/// halves that and comes back to it little by little. Kept for each process; shared by its threads.
final class Pace {
    private static final long SECOND = 1_000_000_000L;

    /// One in twenty seconds is slow enough for anybody.
    private static final long LONGEST_GAP = 20 * SECOND;

    private final long shortest;
    private long gap;
    private long changed;
    private long next = System.nanoTime() - SECOND;

    /// @param perSecond at least 1
    Pace(int perSecond) {
        this.shortest = SECOND / perSecond;
        this.gap = shortest;
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
        long earliest = now - (gap == shortest ? SECOND : 0);
        long turn = next - earliest < 0 ? earliest : next;
        next = turn + gap;
        return turn;
    }

    /// Halves the pace, at most once in a second: several answers at once are about the same second.
    void slower() {
        slower(System.nanoTime());
    }

    synchronized void slower(long now) {
        if (gap == shortest || now - changed > SECOND) {
            gap = Math.min(LONGEST_GAP, gap * 2);
            changed = now;
        }
    }

    /// Something was taken: a twentieth faster again.
    synchronized void faster() {
        if (gap > shortest) {
            gap = Math.max(shortest, gap - gap / 20);
        }
    }

    synchronized long gap() {
        return gap;
    }
}
