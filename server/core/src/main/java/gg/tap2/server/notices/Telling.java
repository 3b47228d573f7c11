package gg.tap2.server.notices;

import gg.tap2.server.events.Event;
import gg.tap2.server.platform.db.Tx;
import java.util.Collection;
import java.util.Map;
import java.util.UUID;

/// The transaction in which a batch of events is told, and what was read for all of them at once.
record Telling(Tx tx, Recipients people, Map<UUID, MessageWords> messages) {
    static Telling of(Tx tx, Collection<? extends Event> events) {
        return new Telling(tx, Recipients.of(tx, events), MessageWords.of(tx, events));
    }
}
