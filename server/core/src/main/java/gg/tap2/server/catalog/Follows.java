package gg.tap2.server.catalog;

import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.UUID;

/// Which fans follow which creators.
public final class Follows {
    private Follows() {}

    public static boolean exists(Tx tx, UUID fan, UUID creator) {
        return tx.sql("SELECT 1 FROM follows WHERE fan_id = :fan AND creator_id = :creator")
                .set("fan", fan)
                .set("creator", creator)
                .exists();
    }

    /// Following again changes nothing.
    public static void create(Tx tx, UUID fan, UUID creator, Instant now) {
        tx.sql(
                        "INSERT INTO follows (fan_id, creator_id, created_at) VALUES (:fan, :creator, :now) ON CONFLICT DO NOTHING")
                .set("fan", fan)
                .set("creator", creator)
                .set("now", now)
                .update();
    }

    public static void remove(Tx tx, UUID fan, UUID creator) {
        tx.sql("DELETE FROM follows WHERE fan_id = :fan AND creator_id = :creator")
                .set("fan", fan)
                .set("creator", creator)
                .update();
    }

    /// Removes all of a fan's, because the fan goes.
    public static void removeAll(Tx tx, UUID fan) {
        tx.sql("DELETE FROM follows WHERE fan_id = :fan").set("fan", fan).update();
    }
}
