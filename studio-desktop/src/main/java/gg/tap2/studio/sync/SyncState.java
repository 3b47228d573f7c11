package gg.tap2.studio.sync;

import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How the studio stands to the server. `trouble` is a message to show; `percent` says how much of a long pull has
/// come,
/// 0 to 100, and is null otherwise; `skew` is server time minus local time.
public record SyncState(
        boolean online,
        boolean busy,
        boolean signedOut,
        @Nullable Instant lastSynced,
        long waiting,
        long conflicts,
        long refused,
        @Nullable String trouble,
        @Nullable Integer percent,
        Duration skew) {
    public static final SyncState START = new SyncState(false, false, false, null, 0, 0, 0, null, null, Duration.ZERO);

    SyncState working() {
        return new SyncState(online, true, signedOut, lastSynced, waiting, conflicts, refused, trouble, percent, skew);
    }

    SyncState pulled(int percent) {
        return new SyncState(true, true, false, lastSynced, waiting, conflicts, refused, null, percent, skew);
    }

    SyncState ended(boolean online, boolean signedOut, @Nullable String trouble, Duration skew) {
        return new SyncState(online, false, signedOut, lastSynced, waiting, conflicts, refused, trouble, null, skew);
    }

    SyncState counted(@Nullable Instant lastSynced, long waiting, long conflicts, long refused) {
        return new SyncState(online, busy, signedOut, lastSynced, waiting, conflicts, refused, trouble, percent, skew);
    }
}
