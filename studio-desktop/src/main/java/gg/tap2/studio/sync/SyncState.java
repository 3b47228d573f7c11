package gg.tap2.studio.sync;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How the studio stands to the server. `trouble` is a message to show; `skew` is server time minus local time.
public record SyncState(
        boolean online,
        boolean busy,
        boolean signedOut,
        @Nullable Instant lastSynced,
        long waiting,
        long conflicts,
        long refused,
        @Nullable String trouble,
        Duration skew) {
    public static final SyncState START = new SyncState(false, false, false, null, 0, 0, 0, null, Duration.ZERO);
}
