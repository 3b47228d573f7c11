package gg.tap2.server.notices;

import gg.tap2.server.platform.db.Tx;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// What notices hold about a person: the feed, preferences, and the browsers that get pushes.
public final class NoticeData {
    /// For the person's data export. Push keys are secrets and stay out.
    public Object export(Tx tx, UUID userId) {
        return Map.of(
                "feed",
                        rows(
                                tx,
                                userId,
                                "SELECT to_jsonb(n) - 'user_id' AS j FROM feed_notices n WHERE n.user_id = :user"),
                "preferences",
                        rows(
                                tx,
                                userId,
                                "SELECT to_jsonb(p) - 'user_id' AS j FROM notice_preferences p WHERE p.user_id = :user"),
                "pushes", rows(tx, userId, """
                        SELECT jsonb_build_object('endpoint', s.endpoint, 'createdAt', s.created_at) AS j
                        FROM push_subscriptions s WHERE s.user_id = :user"""));
    }

    private static List<Object> rows(Tx tx, UUID userId, String sql) {
        return tx.sql(sql).set("user", userId).list(r -> r.json("j", Object.class));
    }

    /// Removes all of it, when the account goes.
    public void forget(Tx tx, UUID userId) {
        for (String table : List.of("feed_notices", "notice_preferences", "push_subscriptions")) {
            tx.sql("DELETE FROM " + table + " WHERE user_id = :user")
                    .set("user", userId)
                    .update();
        }
    }
}
