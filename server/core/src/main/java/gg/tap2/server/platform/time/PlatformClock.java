package gg.tap2.server.platform.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicReference;

/// System time plus an offset that only the sandbox moves, and only forwards.
public final class PlatformClock extends Clock implements InstantSource {
    private final AtomicReference<Duration> offset;

    public PlatformClock(Duration offset) {
        this.offset = new AtomicReference<>(offset);
    }

    @Override
    public Instant instant() {
        // PostgreSQL keeps microseconds; a finer instant would not survive the round trip.
        return Instant.now().plus(offset.get()).truncatedTo(java.time.temporal.ChronoUnit.MICROS);
    }

    public void advanceTo(Duration newOffset) {
        offset.updateAndGet(o -> newOffset.compareTo(o) > 0 ? newOffset : o);
    }

    public Duration offset() {
        return offset.get();
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        return Clock.tick(this, Duration.ofNanos(1000)).withZone(zone);
    }
}
