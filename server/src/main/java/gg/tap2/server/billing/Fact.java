package gg.tap2.server.billing;

import gg.tap2.server.events.Outbox;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that somebody is told about, written with the change itself and told once (unique by kind and ref).
public final class Fact {
    private Fact() {}

    /// Whether it was recorded before; by then it is told, or about to be.
    static boolean isRecorded(Tx tx, String kind, String ref) {
        return Outbox.isPublished(tx, kind, ref);
    }

    public static void record(
            Tx tx,
            String kind,
            String ref,
            @Nullable UUID creatorId,
            @Nullable UUID fanId,
            Map<String, ?> payload,
            Instant now) {
        Outbox.publish(tx, new Outbox.Event(kind, ref, creatorId, fanId, payload), now);
    }
}
