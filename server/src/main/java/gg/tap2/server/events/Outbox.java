package gg.tap2.server.events;

import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.tracing.Tracing;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Events that are told after the transaction that caused them. The table is called `outbox_facts`.
public final class Outbox {
    private static final int AT_ONCE = 5_000;
    /// After so many failures an event is left alone, and an admin sees it among what waits.
    private static final int TRIES = 10;

    /// Events for many people at once come after all others: nobody waits for a receipt behind somebody's followers.
    /// The index of what waits has the same words.
    private static final String MANY = "(kind IN ('creator_message', 'new_product', 'new_version'))";

    private Outbox() {}

    /// An event to publish. The kind and the reference together name it for ever.
    public record Event(
            String kind,
            String ref,
            @Nullable UUID creatorId,
            @Nullable UUID fanId,
            Map<String, ?> payload) {}

    /// An event that waits to be told; the payload is JSON.
    public record Waiting(
            UUID id,
            String kind,
            String ref,
            @Nullable UUID creatorId,
            @Nullable UUID fanId,
            String payload,
            @Nullable String trace) {}

    /// Whether an event of that name was published; ninety days after it was told that is forgotten.
    public static boolean isPublished(Tx tx, String kind, String ref) {
        return tx.sql("SELECT 1 FROM outbox_facts WHERE kind = :kind AND ref = :ref")
                .set("kind", kind)
                .set("ref", ref)
                .exists();
    }

    public static void publish(Tx tx, Event event, Instant now) {
        publish(tx, List.of(event), now);
    }

    /// Publishes many by few statements; what was published before is left as it is.
    public static void publish(Tx tx, Collection<Event> events, Instant now) {
        List<Event> all = List.copyOf(events);
        for (int from = 0; from < all.size(); from += AT_ONCE) {
            var rows = all.subList(from, Math.min(all.size(), from + AT_ONCE)).stream()
                    .map(e -> row(e, now))
                    .toList();
            tx.sql("""
                    INSERT INTO outbox_facts (id, kind, ref, creator_id, fan_id, payload, created_at, trace_parent)
                    SELECT x.id, x.kind, x.ref, x.creator, x.fan, x.payload, :now, CAST(:trace AS varchar)
                    FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x(id uuid, kind text, ref text, creator uuid, fan uuid, payload jsonb)
                    ON CONFLICT (kind, ref) DO NOTHING""")
                    .set("rows", Json.write(rows))
                    .set("now", now)
                    .set("trace", Tracing.current())
                    .update();
        }
    }

    private static Map<String, Object> row(Event e, Instant now) {
        var row = new HashMap<String, Object>();
        row.put("id", Ids.next(() -> now));
        row.put("kind", e.kind());
        row.put("ref", e.ref());
        row.put("creator", e.creatorId());
        row.put("fan", e.fanId());
        row.put("payload", e.payload());
        return row;
    }

    /// The next events, locked until the transaction ends; those that another server tells now are left out.
    public static List<Waiting> take(Tx tx, int most) {
        return tx.sql("""
                SELECT id, kind, ref, creator_id, fan_id, payload, trace_parent FROM outbox_facts
                WHERE handled_at IS NULL AND attempts < CAST(:tries AS int)
                ORDER BY %s, attempts, created_at LIMIT :most FOR UPDATE SKIP LOCKED""".formatted(MANY))
                .set("tries", TRIES)
                .set("most", most)
                .list(r -> new Waiting(
                        r.uuid("id"),
                        r.text("kind"),
                        r.text("ref"),
                        r.uuidOrNull("creator_id"),
                        r.uuidOrNull("fan_id"),
                        r.text("payload"),
                        r.textOrNull("trace_parent")));
    }

    public static void markHandled(Tx tx, Collection<UUID> ids, Instant now) {
        tx.sql("UPDATE outbox_facts SET handled_at = :now WHERE id = ANY(CAST(:ids AS uuid[]))")
                .set("now", now)
                .set("ids", SqlArrays.raw(List.copyOf(ids)))
                .update();
    }

    /// Counts a try that failed; the event comes again after those that were tried less.
    public static void markFailed(Tx tx, UUID id) {
        tx.sql("UPDATE outbox_facts SET attempts = attempts + 1 WHERE id = :id")
                .set("id", id)
                .update();
    }
}
