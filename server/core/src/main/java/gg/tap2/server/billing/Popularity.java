package gg.tap2.server.billing;

import gg.tap2.server.catalog.Ranking;
import gg.tap2.server.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.UUID;

/// Counts what people did for creators, for the order of discovery and the number of supporters on a page. Nobody
/// lifts themselves: a creator cannot buy on the own page, and what went back does not count.
public final class Popularity {
    private static final Duration WINDOW = Duration.ofDays(30);

    private final Db db;
    private final InstantSource clock;

    Popularity(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    /// Returns how many creators have another place or number now.
    public long run() {
        Instant now = clock.instant();
        var figures = new HashMap<UUID, Ranking.Figures>();
        db.read(tx -> tx.sql("""
                WITH buyers AS (
                  SELECT y.creator_id, count(*) AS supporters, count(*) FILTER (WHERE y.latest > :since) AS recent FROM (
                    SELECT creator_id, fan_id, max(created_at) AS latest FROM payments
                    WHERE status = 'succeeded' AND amount_cents > refunded_cents + disputed_cents GROUP BY creator_id, fan_id) y
                  GROUP BY y.creator_id),
                live AS (SELECT creator_id, count(*) AS members FROM subscriptions
                  WHERE status IN ('trialing', 'active', 'past_due') GROUP BY creator_id)
                SELECT coalesce(b.creator_id, l.creator_id) AS id, coalesce(b.recent, 0) AS buyers, coalesce(l.members, 0) AS members,
                  coalesce(b.supporters, 0) AS supporters
                FROM buyers b FULL JOIN live l ON l.creator_id = b.creator_id""")
                        .set("since", now.minus(WINDOW))
                        .list(r -> new Ranking.Figures(
                                r.uuid("id"), r.number("buyers"), r.number("members"), r.number("supporters"))))
                .forEach(f -> figures.put(f.creator(), f));
        return Ranking.write(db, figures, now);
    }
}
