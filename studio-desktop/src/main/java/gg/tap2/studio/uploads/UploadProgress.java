package gg.tap2.studio.uploads;

import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A moment of an upload. `waiting` while nothing gets through and the engine tries again by itself.
public record UploadProgress(
        UUID id,
        UploadState state,
        long sent,
        long size,
        long bytesPerSecond,
        @Nullable Duration left,
        int parallel,
        boolean waiting,
        @Nullable String error,
        List<Part> parts) {
    /// One part: bytes of it that are sent.
    public record Part(int number, long length, long sent, boolean done) {}

    public double fraction() {
        return size == 0 ? 0 : (double) sent / size;
    }
}
