package gg.tap2.server.billing;

import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.tracing.Tracing;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The inbox of providers' webhooks: stored before they are acknowledged, handled once.
public final class Inbox {
    private static final int MAX_ATTEMPTS = 12;
    private static final Duration POSTPONED = Duration.ofMinutes(5);
    /// How long handled events are kept for looking at them.
    public static final Duration KEPT = Duration.ofDays(90);

    /// A verified event. `payload` is the raw JSON, `trace` the trace in which it arrived.
    public record Event(
            String provider,
            String eventId,
            String type,
            @Nullable String objectId,
            String payload,
            Instant receivedAt,
            @Nullable String trace) {
        /// In the thread's trace.
        public Event(
                String provider,
                String eventId,
                String type,
                @Nullable String objectId,
                String payload,
                Instant receivedAt) {
            this(provider, eventId, type, objectId, payload, receivedAt, Tracing.current());
        }
    }

    /// A stored event that waits for its handler.
    public record Waiting(
            UUID id,
            String provider,
            String eventId,
            String type,
            @Nullable String objectId,
            String payload,
            int attempts,
            @Nullable String trace) {}

    /// Stores events; returns the event ids that were new.
    public Set<String> store(Tx tx, Collection<Event> events, String status) {
        var rows = new ArrayList<Map<String, Object>>();
        for (Event e : events) {
            var r = new HashMap<String, Object>();
            r.put("id", Ids.next(e::receivedAt));
            r.put("provider", e.provider());
            r.put("event", e.eventId());
            r.put("type", e.type());
            if (e.objectId() != null) {
                r.put("object", e.objectId());
            }
            r.put("payload", e.payload());
            r.put("at", e.receivedAt());
            if (e.trace() != null) {
                r.put("trace", e.trace());
            }
            rows.add(r);
        }
        var fresh = new HashSet<String>();
        tx.sql("""
                INSERT INTO webhook_inbox (id, provider, event_id, type, object_id, payload, received_at, status, next_attempt_at, handled_at,
                  trace_parent)
                SELECT id, provider, event, type, object, CAST(payload AS jsonb), at, :status, at,
                  CASE WHEN :status = 'done' THEN at END, trace
                FROM jsonb_to_recordset(CAST(:rows AS jsonb)) AS x(id uuid, provider text, event text, type text, object text,
                  payload text, at timestamptz, trace text)
                ON CONFLICT (provider, event_id) DO NOTHING RETURNING event_id""").set("rows", Json.write(rows)).set("status", status).each(r -> fresh.add(r.text("event_id")));
        return fresh;
    }

    /// Sets a stored event aside for people: money that nothing of ours explains is never booked by guess.
    public void park(Tx tx, Event event, String why) {
        tx.sql(
                        "UPDATE webhook_inbox SET status = 'parked', last_error = :why WHERE provider = :provider AND event_id = :event")
                .set("why", why)
                .set("provider", event.provider())
                .set("event", event.eventId())
                .update();
    }

    /// Which of the events are stored already.
    public Set<String> known(Tx tx, String provider, Collection<String> eventIds) {
        var out = new HashSet<String>();
        tx.sql("SELECT event_id FROM webhook_inbox WHERE provider = :provider AND event_id = ANY(CAST(:ids AS text[]))")
                .set("provider", provider)
                .set("ids", SqlArrays.texts(eventIds))
                .each(r -> out.add(r.text("event_id")));
        return out;
    }

    /// Takes due events for handling; another server skips them while this transaction holds them.
    public List<Waiting> take(Tx tx, Instant now, int limit) {
        return tx.sql("""
                SELECT id, provider, event_id, type, object_id, payload, attempts, trace_parent FROM webhook_inbox
                WHERE status IN ('pending', 'failed') AND next_attempt_at <= :now
                ORDER BY received_at LIMIT :limit FOR UPDATE SKIP LOCKED""")
                .set("now", now)
                .set("limit", limit)
                .list(r -> new Waiting(
                        r.uuid("id"),
                        r.text("provider"),
                        r.text("event_id"),
                        r.text("type"),
                        r.textOrNull("object_id"),
                        r.text("payload"),
                        r.integer("attempts"),
                        r.textOrNull("trace_parent")));
    }

    /// Pushes the event's next try away, so that a handler that dies does not hold it for ever.
    public void lease(Tx tx, UUID id, Instant until) {
        tx.sql("UPDATE webhook_inbox SET next_attempt_at = :until WHERE id = :id")
                .set("id", id)
                .set("until", until)
                .update();
    }

    public void done(Tx tx, UUID id, String status, @Nullable String note, Instant now) {
        tx.sql("""
                UPDATE webhook_inbox SET status = :status, handled_at = :now, last_error = :note, attempts = attempts + 1
                WHERE id = :id AND status IN ('pending', 'failed')""")
                .set("id", id)
                .set("status", status)
                .set("note", note)
                .set("now", now)
                .update();
    }

    /// Back-off doubles from two seconds to an hour; then the event waits in the dead-letter list.
    public void failed(Tx tx, UUID id, int attempts, String error, Instant now) {
        boolean dead = attempts + 1 >= MAX_ATTEMPTS;
        Duration wait = Duration.ofSeconds(Math.min(3600, 2L << Math.min(attempts, 11)));
        tx.sql("""
                UPDATE webhook_inbox SET status = :status, attempts = attempts + 1, last_error = :error, next_attempt_at = :next
                WHERE id = :id""")
                .set("id", id)
                .set("status", dead ? "dead" : "failed")
                .set("error", error.substring(0, Math.min(500, error.length())))
                .set("next", now.plus(wait))
                .update();
    }

    /// Tries an event again later without counting: what keeps it is not the event.
    public void postponed(Tx tx, UUID id, String why, Instant now) {
        tx.sql("""
                UPDATE webhook_inbox SET status = 'failed', last_error = :why, next_attempt_at = :next
                WHERE id = :id AND status IN ('pending', 'failed')""")
                .set("id", id)
                .set("why", why.substring(0, Math.min(500, why.length())))
                .set("next", now.plus(POSTPONED))
                .update();
    }

    /// Removes events that were handled and that nobody will deliver again: Stripe repeats for three days and can be
    /// asked
    /// for thirty. What went wrong stays until somebody has looked.
    ///
    /// @return how many
    public int forget(Tx tx, Instant receivedBefore, int limit) {
        return (int)
                tx.sql("""
                DELETE FROM webhook_inbox WHERE id IN (
                  SELECT id FROM webhook_inbox WHERE received_at < :before AND status IN ('done', 'ignored')
                  ORDER BY received_at LIMIT :limit FOR UPDATE SKIP LOCKED)""").set("before", receivedBefore).set("limit", limit).update();
    }

    /// Puts an event back into the queue, for admins; false when it is being handled or there is none.
    public boolean replay(Tx tx, UUID id, Instant now) {
        return tx.sql("""
                UPDATE webhook_inbox SET status = 'pending', attempts = 0, next_attempt_at = :now, handled_at = NULL
                WHERE id = :id AND (status IN ('dead', 'parked', 'ignored', 'done') OR next_attempt_at <= :now OR status = 'failed')""").set("id", id).set("now", now).update() == 1;
    }
}
