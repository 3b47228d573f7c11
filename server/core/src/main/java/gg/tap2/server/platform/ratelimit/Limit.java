package gg.tap2.server.platform.ratelimit;

import java.time.Duration;

/// So many in a window; the allowance refills steadily.
public record Limit(long count, Duration window) {
    public Limit {
        if (count < 1 || window.isNegative() || window.isZero()) {
            throw new IllegalArgumentException("limit needs a positive count and window");
        }
    }

    public static Limit perMinute(long count) {
        return new Limit(count, Duration.ofMinutes(1));
    }

    public static Limit perHour(long count) {
        return new Limit(count, Duration.ofHours(1));
    }

    Limit times(double factor) {
        return new Limit(Math.max(1, Math.round(count * factor)), window);
    }
}
