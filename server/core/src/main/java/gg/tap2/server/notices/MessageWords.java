package gg.tap2.server.notices;

import gg.tap2.server.events.Event;
import gg.tap2.server.events.FanNews;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

/// What a creator wrote. It never changes, and is looked up once for all its readers of a batch.
record MessageWords(String subject, String body) {
    private static final int EXCERPT = 160;

    static Map<UUID, MessageWords> of(Tx tx, Collection<? extends Event> events) {
        var out = new HashMap<UUID, MessageWords>();
        var ids = events.stream()
                .flatMap(e -> e instanceof FanNews.MessageSent m
                        ? java.util.stream.Stream.of(m.message())
                        : java.util.stream.Stream.empty())
                .distinct()
                .toList();
        if (!ids.isEmpty()) {
            tx.sql("SELECT id, subject, body FROM creator_messages WHERE id = ANY(CAST(:ids AS uuid[]))")
                    .set("ids", SqlArrays.raw(ids))
                    .each(r -> out.put(r.uuid("id"), new MessageWords(r.text("subject"), r.text("body"))));
        }
        return out;
    }

    /// The beginning, for the feed.
    String excerpt() {
        return body.codePointCount(0, body.length()) > EXCERPT
                ? body.substring(0, body.offsetByCodePoints(0, EXCERPT - 1)) + "…"
                : body;
    }
}
