package gg.tap2.server.messages;

import gg.tap2.model.messages.Audience;
import gg.tap2.server.library.Entitlements;
import gg.tap2.server.platform.db.Sql;
import java.util.UUID;

/// The people of an audience, as a query over `:creator` and, where the audience has one, `:id`.
final class Recipients {
    private static final String LIVE =
            "SELECT s.fan_id FROM subscriptions s WHERE s.creator_id = :creator AND s.status IN ('trialing', 'active', 'past_due')";
    private static final String PAID =
            "SELECT y.fan_id FROM payments y WHERE y.creator_id = :creator AND y.status = 'succeeded' AND y.refunded_cents < greatest(y.amount_cents, 1)";

    private Recipients() {}

    /// Fans with an account who hear of messages at all, each once.
    static String of(Audience.Kind kind) {
        String who = switch (kind) {
            case MEMBERS -> LIVE;
            case TIER -> LIVE + " AND s.tier_id = :id";
            case BUYERS -> PAID;
            case PRODUCT -> "SELECT r.fan_id FROM (" + Entitlements.READERS.replace(":product", ":id") + ") r";
            case FAN -> """
                    SELECT f.id AS fan_id FROM fans f WHERE f.id = :id AND (
                      EXISTS (SELECT 1 FROM payments y WHERE y.fan_id = f.id AND y.creator_id = :creator)
                      OR EXISTS (SELECT 1 FROM subscriptions s WHERE s.fan_id = f.id AND s.creator_id = :creator)
                      OR EXISTS (SELECT 1 FROM follows w WHERE w.fan_id = f.id AND w.creator_id = :creator))""";
        };
        return "SELECT DISTINCT f.id AS fan_id FROM (" + who + """
                ) o JOIN fans f ON f.id = o.fan_id JOIN users u ON u.id = f.user_id AND u.status = 'active'
                LEFT JOIN notice_preferences p ON p.user_id = u.id
                WHERE coalesce(CAST(p.choices -> 'messages' ->> 'mail' AS boolean), TRUE)
                  OR coalesce(CAST(p.choices -> 'messages' ->> 'feed' AS boolean), TRUE)""";
    }

    static Sql bind(Sql sql, UUID creator, Audience audience) {
        UUID id = audience.id();
        if (audience.kind() != Audience.Kind.PRODUCT) {
            sql.set("creator", creator);
        }
        return id == null ? sql : sql.set("id", id);
    }
}
