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

/// Events that are told after the transaction that caused them. This class alone writes and reads their table, which
/// is called `outbox_facts`.
public final class Outbox {
    private static final int AT_ONCE = 5_000;
    /// After so many failures an event is left alone, and an admin sees it among what waits.
    private static final int TRIES = 10;

    /// [FanNews], which comes after all others. The index of what waits has the same words.
    static final String MANY = "(kind IN ('creator_message', 'new_product', 'new_version'))";

    private static final String KNOWN = SqlArrays.texts(EventKinds.all());

    private Outbox() {}

    /// An event with the trace in which it happened.
    public record Traced(Event event, @Nullable String trace) {}

    /// How many events of a kind wait that this release does not know.
    public record Unknown(String kind, long count) {}

    /// Whether an event of that kind was published before.
    public static boolean isPublished(Tx tx, Class<? extends Event> type, String ref) {
        return tx.sql("SELECT 1 FROM outbox_facts WHERE kind = :kind AND ref = :ref")
                .set("kind", EventKinds.of(type))
                .set("ref", ref)
                .exists();
    }

    /// Publishes when, and only when, the transaction commits; an event that was published before is left as it is.
    public static void publish(Tx tx, Event event, Instant now) {
        publish(tx, List.of(event), now);
    }

    /// Publishes many by one statement.
    public static void publish(Tx tx, Collection<? extends Event> events, Instant now) {
        String trace = Tracing.current();
        publishTraced(tx, events.stream().map(e -> new Traced(e, trace)).toList(), now);
    }

    /// Publishes what happened in several traces and is committed together.
    public static void publishTraced(Tx tx, List<Traced> events, Instant now) {
        for (int from = 0; from < events.size(); from += AT_ONCE) {
            var rows = events.subList(from, Math.min(events.size(), from + AT_ONCE)).stream()
                    .map(e -> row(e, now))
                    .toList();
            tx.sql("""
                    INSERT INTO outbox_facts (id, kind, ref, creator_id, fan_id, payload, created_at, trace_parent)
                    SELECT x.id, x.kind, x.ref, x.creator, x.fan, x.payload, :now, x.trace
                    FROM jsonb_to_recordset(CAST(:rows AS jsonb))
                      AS x(id uuid, kind text, ref text, creator uuid, fan uuid, payload jsonb, trace text)
                    ON CONFLICT (kind, ref) DO NOTHING""").set("rows", Json.write(rows)).set("now", now).update();
        }
    }

    private static Map<String, Object> row(Traced traced, Instant now) {
        Event event = traced.event();
        var row = new HashMap<String, Object>();
        row.put("id", Ids.next(() -> now));
        row.put("kind", EventKinds.of(event));
        row.put("ref", event.ref());
        row.put("creator", event.creatorId());
        row.put("fan", event.fanId());
        row.put("payload", EventCodec.payload(event));
        row.put("trace", traced.trace());
        return row;
    }

    /// The next events, locked until the transaction ends; those that another server tells now are left out, and those
    /// of a kind that this release does not know stay for one that does.
    public static List<StoredEvent> take(Tx tx, int most) {
        return tx.sql("""
                SELECT id, kind, ref, creator_id, fan_id, payload, trace_parent FROM outbox_facts
                WHERE handled_at IS NULL AND attempts < CAST(:tries AS int) AND kind = ANY(CAST(:known AS text[]))
                ORDER BY %s, attempts, created_at LIMIT :most FOR UPDATE SKIP LOCKED""".formatted(MANY))
                .set("tries", TRIES)
                .set("known", KNOWN)
                .set("most", most)
                .list(r -> new StoredEvent(
                        r.uuid("id"),
                        r.text("kind"),
                        r.text("ref"),
                        r.uuidOrNull("creator_id"),
                        r.uuidOrNull("fan_id"),
                        r.text("payload"),
                        r.textOrNull("trace_parent")));
    }

    /// Kinds that wait and that this release does not know: another release wrote them, and nobody tells them here.
    public static List<Unknown> listUnknown(Tx tx) {
        return tx.sql("""
                SELECT kind, count(*) AS n FROM outbox_facts
                WHERE handled_at IS NULL AND kind <> ALL(CAST(:known AS text[])) GROUP BY kind ORDER BY kind""").set("known", KNOWN).list(r -> new Unknown(r.text("kind"), r.number("n")));
    }

    /// How many events nobody was told yet, those of unknown kinds among them.
    public static long countWaiting(Tx tx) {
        return tx.sql("SELECT count(*) AS n FROM outbox_facts WHERE handled_at IS NULL")
                .one(r -> r.number("n"));
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
