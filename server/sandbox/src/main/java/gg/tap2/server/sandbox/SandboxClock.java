package gg.tap2.server.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.concurrent.atomic.AtomicReference;

/// A clock that can be moved forward by hand and keeps its offset across restarts.
///
/// Give the same instance to the whole installation, so that holds, renewals and signatures agree on the time.
public final class SandboxClock implements InstantSource {
    private final InstantSource base;
    private final Path file;
    private final AtomicReference<Duration> offset;

    public SandboxClock(InstantSource base, Path dataFolder) {
        this.base = base;
        this.file = dataFolder.resolve("sandbox").resolve("clock");
        try {
            offset = new AtomicReference<>(
                    Files.exists(file) ? Duration.parse(Files.readString(file).strip()) : Duration.ZERO);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Instant instant() {
        return base.instant().plus(offset.get());
    }

    public Duration offset() {
        return offset.get();
    }

    /// Moves time forward; never back, because providers never see time go back.
    public Instant advance(Duration by) {
        if (by.isNegative()) {
            throw new IllegalArgumentException("a sandbox clock only moves forward");
        }
        Duration next = offset.updateAndGet(o -> o.plus(by));
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, next.toString());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return instant();
    }
}
