package gg.tap2.server.billing;

import gg.tap2.server.catalog.Ranking;
import gg.tap2.server.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;

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
        List<Ranking.Figures> figures = db.read(tx -> tx.sql("""
                WITH recent AS (
                  SELECT creator_id, count(DISTINCT fan_id) AS buyers FROM payments
                  WHERE created_at > :since AND status = 'succeeded' AND amount_cents > refunded_cents + disputed_cents GROUP BY creator_id),
                live AS (SELECT creator_id, count(*) AS members FROM subscriptions
                  WHERE status IN ('trialing', 'active', 'past_due') GROUP BY creator_id)
                SELECT coalesce(r.creator_id, l.creator_id) AS id, coalesce(r.buyers, 0) AS buyers, coalesce(l.members, 0) AS members,
                  (SELECT count(DISTINCT p.fan_id) FROM payments p WHERE p.creator_id = r.creator_id AND p.status = 'succeeded'
                    AND p.amount_cents > p.refunded_cents + p.disputed_cents) AS supporters
                FROM recent r FULL JOIN live l ON l.creator_id = r.creator_id""")
                .set("since", now.minus(WINDOW))
                .list(r -> new Ranking.Figures(
                        r.uuid("id"),
                        r.number("buyers"),
                        r.number("members"),
                        r.number("buyers") == 0 ? null : r.numberOrNull("supporters"))));
        return db.inTransaction(tx -> Ranking.write(tx, figures, now));
    }
}
