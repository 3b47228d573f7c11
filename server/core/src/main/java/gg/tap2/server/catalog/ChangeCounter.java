package gg.tap2.server.catalog;

import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.UUID;

/// Numbers every change of a creator's things. Taking a number locks the creator's counter until commit, so numbers
/// become visible in order and a reader that has seen n has seen everything below n.
public final class ChangeCounter {
    private ChangeCounter() {}

    public static long next(Tx tx, UUID creatorId) {
        return tx.sql("""
                INSERT INTO change_counters AS c (creator_id, last_seq) VALUES (:id, 1)
                ON CONFLICT (creator_id) DO UPDATE SET last_seq = c.last_seq + 1 RETURNING last_seq""").set("id", creatorId).one(r -> r.number("last_seq"));
    }

    public static void tombstone(Tx tx, UUID creatorId, String kind, UUID id, Instant now) {
        tx.sql("""
                INSERT INTO tombstones (creator_id, kind, id, change_seq, deleted_at)
                VALUES (:creator, :kind, :id, :seq, :now) ON CONFLICT (creator_id, kind, id) DO NOTHING""")
                .set("creator", creatorId)
                .set("kind", kind)
                .set("id", id)
                .set("seq", next(tx, creatorId))
                .set("now", now)
                .update();
    }
}
