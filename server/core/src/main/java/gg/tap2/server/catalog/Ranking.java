package gg.tap2.server.catalog;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The order of creators in discovery. The score is `ln(1 + 3·buyers + 5·members + followers) + ½·freshness`: buyers
/// are different people who paid in the last 30 days and did not get it back, members are those of today, followers
/// those who began in the last 30 days; freshness falls from 1 to 0 in the 60 days after the newest product came out.
/// The logarithm keeps one large creator from burying the others; freshness alone lifts nobody above one buyer.
public final class Ranking {
    private static final Duration FOLLOWERS = Duration.ofDays(30);
    private static final int FRESH_DAYS = 60;
    /// Creators that are written together. Whoever saves waits for so many at most.
    private static final int AT_ONCE = 500;

    private Ranking() {}

    /// What people did for a creator.
    ///
    /// @param supporters different people who ever paid and did not get it back
    public record Figures(UUID creator, long buyers, long members, long supporters) {}

    /// Writes the scores of all creators; those without figures have had no buyers. A score that moved by less than a
    /// hundredth stays, as freshness alone moves each of them every hour. Returns how many changed.
    public static long write(Db db, Map<UUID, Figures> figures, Instant now) {
        long changed = 0;
        List<UUID> some;
        UUID after = new UUID(0, 0);
        do {
            UUID from = after;
            some = db.read(
                    tx -> tx.sql("SELECT id FROM creators WHERE published AND id > :after ORDER BY id LIMIT :some")
                            .set("after", from)
                            .set("some", AT_ONCE)
                            .list(r -> r.uuid("id")));
            if (!some.isEmpty()) {
                after = some.getLast();
                List<Figures> theirs = some.stream()
                        .map(id -> figures.getOrDefault(id, new Figures(id, 0, 0, 0)))
                        .toList();
                changed += db.inTransaction(tx -> write(tx, theirs, now));
            }
        } while (some.size() == AT_ONCE);
        return changed;
    }

    private static long write(Tx tx, List<Figures> figures, Instant now) {
        return tx.sql("""
                WITH x AS (SELECT * FROM jsonb_to_recordset(CAST(:figures AS jsonb))
                    AS r(creator uuid, buyers bigint, members bigint, supporters bigint)),
                score AS (
                  SELECT x.creator, ln(1 + 3 * x.buyers + 5 * x.members
                      + (SELECT count(*) FROM follows w WHERE w.creator_id = x.creator AND w.created_at > :followers))
                    + 0.5 * greatest(0, 1 - coalesce((SELECT extract(epoch FROM CAST(:now AS timestamptz) - p.published_at) FROM products p
                        WHERE p.creator_id = x.creator AND p.status = 'published' AND p.deleted_at IS NULL
                        ORDER BY p.published_at DESC LIMIT 1), 1e12) / (86400.0 * :fresh)) AS rank,
                    x.supporters
                  FROM x)
                UPDATE creators c SET rank_score = s.rank, supporter_count = s.supporters
                FROM score s WHERE s.creator = c.id AND (abs(c.rank_score - s.rank) > 0.01 OR c.supporter_count <> s.supporters)""")
                .set("figures", Json.write(figures))
                .set("followers", now.minus(FOLLOWERS))
                .set("now", now)
                .set("fresh", FRESH_DAYS)
                .update();
    }
}
