package gg.tap2.server.billing;

import gg.tap2.model.common.Ids;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import gg.tap2.server.platform.tracing.Tracing;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that somebody is told about, written with the change itself and told once (unique by kind and ref).
public final class Fact {
    private Fact() {}

    public static void record(
            Tx tx,
            String kind,
            String ref,
            @Nullable UUID creatorId,
            @Nullable UUID fanId,
            Map<String, ?> payload,
            Instant now) {
        tx.sql("""
                INSERT INTO outbox_facts (id, kind, ref, creator_id, fan_id, payload, created_at, trace_parent)
                VALUES (:id, :kind, :ref, CAST(:creator AS uuid), CAST(:fan AS uuid), CAST(:payload AS jsonb), :now, :trace)
                ON CONFLICT (kind, ref) DO NOTHING""")
                .set("id", Ids.next(() -> now))
                .set("kind", kind)
                .set("ref", ref)
                .set("creator", creatorId == null ? null : creatorId.toString())
                .set("fan", fanId == null ? null : fanId.toString())
                .set("payload", Json.write(payload))
                .set("now", now)
                .set("trace", Tracing.current())
                .update();
    }
}
