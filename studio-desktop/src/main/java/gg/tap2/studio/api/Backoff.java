package gg.tap2.studio.api;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/// Exponential back-off with full jitter: between nothing and `first · 2^attempt`, never above `max`.
public record Backoff(Duration first, Duration max) {
    public static final Backoff NETWORK = new Backoff(Duration.ofMillis(300), Duration.ofSeconds(20));

    /// The ceiling before jitter; attempts count from 0.
    public Duration ceiling(int attempt) {
        long ms = first.toMillis() << Math.min(attempt, 20);
        return ms <= 0 || ms > max.toMillis() ? max : Duration.ofMillis(ms);
    }

    public Duration delay(int attempt) {
        return Duration.ofMillis(
                ThreadLocalRandom.current().nextLong(ceiling(attempt).toMillis() + 1));
    }

    /// Sleeps the delay; restores the interrupt flag and returns false when interrupted.
    public boolean sleep(int attempt) {
        try {
            Thread.sleep(delay(attempt));
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
