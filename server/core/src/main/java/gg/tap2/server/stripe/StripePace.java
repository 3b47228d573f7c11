package gg.tap2.server.stripe;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/// Keeps work that nobody waits for below what Stripe takes: 25 requests a second of each endpoint, 100 together. A
/// buyer's own calls never wait here, and always find room.
///
/// Source: https://docs.stripe.com/rate-limits
final class StripePace {
    private static final long ENDPOINT_NANOS = 1_000_000_000L / 18;
    private static final long ALL_NANOS = 1_000_000_000L / 70;

    private final Map<String, AtomicLong> next = new ConcurrentHashMap<>();
    private final AtomicLong all = new AtomicLong();

    void await(String operation) {
        long at = Math.max(
                slot(next.computeIfAbsent(operation, k -> new AtomicLong()), ENDPOINT_NANOS), slot(all, ALL_NANOS));
        long wait = at - System.nanoTime();
        while (wait > 0) {
            LockSupport.parkNanos(wait);
            if (Thread.currentThread().isInterrupted()) {
                return;
            }
            wait = at - System.nanoTime();
        }
    }

    /// The next free moment, taken.
    private static long slot(AtomicLong next, long gap) {
        long now = System.nanoTime();
        return next.updateAndGet(n -> (n - now < 0 ? now : n) + gap) - gap;
    }
}
