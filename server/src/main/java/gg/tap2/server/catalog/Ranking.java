package gg.tap2.server.catalog;

import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The order of creators in discovery. The score is `ln(1 + 3·buyers + 5·members + followers) + ½·freshness`: buyers
/// are different people who paid in the last 30 days and did not get it back, members are those of today, followers
/// those who began in the last 30 days; freshness falls from 1 to 0 in the 60 days after the newest product came out.
/// The logarithm keeps one large creator from burying the others; freshness alone lifts nobody above one buyer.
public final class Ranking {
    private static final Duration FOLLOWERS = Duration.ofDays(30);
    private static final int FRESH_DAYS = 60;

    private Ranking() {}

    /// What people did for a creator.
    ///
    /// @param supporters different people who ever paid; null when nothing has changed there
    public record Figures(
            UUID creator,
            long buyers,
            long members,
            @Nullable Long supporters) {}

    /// Writes the scores of all creators; those without figures have had no buyers. Returns how many changed.
    public static long write(Tx tx, Collection<Figures> figures, Instant now) {
        return tx.sql("""
                WITH x AS (SELECT * FROM jsonb_to_recordset(CAST(:figures AS jsonb))
                    AS r(creator uuid, buyers bigint, members bigint, supporters bigint)),
                score AS (
                  SELECT c.id, ln(1 + 3 * coalesce(x.buyers, 0) + 5 * coalesce(x.members, 0)
                      + (SELECT count(*) FROM follows w WHERE w.creator_id = c.id AND w.created_at > :followers))
                    + 0.5 * greatest(0, 1 - coalesce((SELECT extract(epoch FROM CAST(:now AS timestamptz) - p.published_at) FROM products p
                        WHERE p.creator_id = c.id AND p.status = 'published' AND p.deleted_at IS NULL
                        ORDER BY p.published_at DESC LIMIT 1), 1e12) / (86400.0 * :fresh)) AS rank,
                    x.supporters
                  FROM creators c LEFT JOIN x ON x.creator = c.id WHERE c.published)
                UPDATE creators c SET rank_score = s.rank, supporter_count = coalesce(s.supporters, c.supporter_count)
                FROM score s WHERE s.id = c.id AND (abs(c.rank_score - s.rank) > 0.0001
                  OR c.supporter_count <> coalesce(s.supporters, c.supporter_count))""")
                .set("figures", Json.write(figures))
                .set("followers", now.minus(FOLLOWERS))
                .set("now", now)
                .set("fresh", FRESH_DAYS)
                .update();
    }
}
