package gg.tap2.server.events;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.platform.json.Json;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// An event that waits in the outbox, as it is stored.
///
/// @param trace in which it happened
public record StoredEvent(
        UUID id,
        String kind,
        String ref,
        @Nullable UUID creatorId,
        @Nullable UUID fanId,
        String payload,
        @Nullable String trace) {

    /// The payload, for whoever fills in what the release before did not write.
    public ObjectNode fields() {
        return Json.tree(payload) instanceof ObjectNode fields ? fields : Json.LENIENT.createObjectNode();
    }

    /// The same with more in its payload.
    public StoredEvent with(ObjectNode fields) {
        return new StoredEvent(id, kind, ref, creatorId, fanId, Json.write(fields), trace);
    }

    /// @throws IllegalArgumentException when it cannot be read: it is left, and the others are told
    public Event read() {
        var type = EventKinds.find(kind).orElseThrow(() -> new IllegalArgumentException("unknown kind " + kind));
        return EventCodec.read(type, ref, creatorId, fanId, fields());
    }
}
