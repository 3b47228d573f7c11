package gg.tap2.studio.uploads;

import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneId;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// Whether an upload may send now: within the chosen hours, or because somebody said so.
final class UploadGate {
    private final InstantSource clock;
    private final Set<UUID> anyway = ConcurrentHashMap.newKeySet();
    private volatile @Nullable UploadHours hours;

    UploadGate(InstantSource clock) {
        this.clock = clock;
    }

    void setHours(@Nullable UploadHours next) {
        hours = next;
        if (next == null) {
            anyway.clear();
        }
    }

    boolean hasHours() {
        return hours != null;
    }

    void sendAnyway(UUID id) {
        anyway.add(id);
    }

    boolean allows(UUID id) {
        return opensAt().isEmpty() || anyway.contains(id);
    }

    /// When sending begins again; empty while it is allowed.
    Optional<Instant> opensAt() {
        UploadHours h = hours;
        if (h == null) {
            return Optional.empty();
        }
        var now = clock.instant().atZone(ZoneId.systemDefault());
        var next = h.next(now);
        return next.equals(now) ? Optional.empty() : Optional.of(next.toInstant());
    }
}
