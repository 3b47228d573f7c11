package gg.tap2.server.accounts;

import java.time.Duration;
import java.util.function.Supplier;

/// Lets answers leave only at multiples of a step after their question came. What the server did meanwhile
/// (wrote a mail, counted a failure, or found nobody) then no longer shows in the time, which would tell whose
/// address has an account.
///
/// @param step longer than a password check takes, so that most answers leave at the first
record EvenPace(Duration step) {
    private static final Duration SHORTEST = Duration.ofMillis(5);
    /// Nanoseconds that a password check takes for each KiB of memory and round, with a wide margin.
    private static final long PER_KIB = 3_900;

    static EvenPace of(Passwords.Cost cost) {
        var step = Duration.ofNanos(PER_KIB * cost.memoryKib() * cost.iterations());
        return new EvenPace(step.compareTo(SHORTEST) < 0 ? SHORTEST : step);
    }

    void run(Runnable work) {
        get(() -> {
            work.run();
            return true;
        });
    }

    <T> T get(Supplier<T> work) {
        long started = System.nanoTime();
        try {
            return work.get();
        } finally {
            long took = System.nanoTime() - started;
            long left = step.toNanos() - took % step.toNanos();
            try {
                Thread.sleep(Duration.ofNanos(left));
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
