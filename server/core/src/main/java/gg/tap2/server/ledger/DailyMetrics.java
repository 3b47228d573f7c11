package gg.tap2.server.ledger;

import gg.tap2.server.platform.db.Db;
import java.util.List;
import java.util.UUID;

/// `daily_metrics` as it follows from the journals. Kept with every journal; this recomputes it, to check it and to
/// build it anew.
public final class DailyMetrics {
    /// A sale counts as a membership begun when it is the first payment of one that had no trial, as billing counts it.
    private static final String PROJECTION = """
            SELECT j.chain_id AS creator_id, CAST(j.occurred_at AT TIME ZONE 'UTC' AS date) AS date, min(l.currency) AS currency,
              sum(CASE j.event_type WHEN 'sale' THEN l.gross WHEN 'refund_requested' THEN -l.refund WHEN 'refund_failed' THEN l.refund
                WHEN 'dispute_opened' THEN -d.amount_cents WHEN 'dispute_won' THEN d.amount_cents ELSE 0 END) AS revenue_cents,
              count(*) FILTER (WHERE j.event_type = 'sale' AND p.kind = 'tip') AS tips_count,
              coalesce(sum(l.gross) FILTER (WHERE j.event_type = 'sale' AND p.kind = 'tip'), 0) AS tips_amount_cents,
              count(*) FILTER (WHERE j.event_type = 'sale' AND p.kind = 'subscription' AND s.trial_end IS NULL AND NOT EXISTS (
                SELECT 1 FROM payments e WHERE e.subscription_id = p.subscription_id AND e.status = 'succeeded' AND e.amount_cents > 0
                  AND (e.paid_at, e.id) < (p.paid_at, p.id))) AS new_subscriptions,
              coalesce(sum(l.gross) FILTER (WHERE j.event_type = 'sale' AND p.kind = 'subscription'), 0) AS subscriptions_cents,
              count(*) FILTER (WHERE j.event_type = 'sale' AND p.kind = 'product') AS purchases_count,
              coalesce(sum(l.gross) FILTER (WHERE j.event_type = 'sale' AND p.kind = 'product'), 0) AS purchases_cents,
              sum(CASE j.event_type WHEN 'refund_requested' THEN l.refund WHEN 'refund_failed' THEN -l.refund
                WHEN 'dispute_opened' THEN d.amount_cents WHEN 'dispute_won' THEN -d.amount_cents ELSE 0 END) AS refunds_cents,
              sum(l.owed) AS net_cents
            FROM ledger_journal j
            JOIN LATERAL (
              SELECT min(q.currency) AS currency,
                coalesce(sum(q.amount_minor) FILTER (WHERE q.role = 'gross'), 0) AS gross,
                coalesce(sum(abs(q.amount_minor)) FILTER (WHERE a.kind = 'refund_reserve' AND (j.event_type = 'refund_requested'
                  OR q.amount_minor > 0)), 0) AS refund,
                coalesce(-sum(q.amount_minor) FILTER (WHERE a.kind IN ('pending', 'available')), 0) AS owed
              FROM ledger_posting q JOIN ledger_account a ON a.id = q.account_id WHERE q.journal_id = j.id) l ON TRUE
            LEFT JOIN payments p ON j.event_type = 'sale' AND p.id = CAST(CASE WHEN j.event_type = 'sale' THEN j.event_id END AS uuid)
            LEFT JOIN subscriptions s ON s.id = p.subscription_id
            LEFT JOIN disputes d ON j.event_type IN ('dispute_opened', 'dispute_won')
              AND d.id = CAST(CASE WHEN j.event_type IN ('dispute_opened', 'dispute_won') THEN j.event_id END AS uuid)
            WHERE j.event_type IN ('sale', 'refund_requested', 'refund_failed', 'dispute_opened', 'dispute_won', 'dispute_fee', 'processing_fee', 'adjustment')
              %s
            GROUP BY j.chain_id, CAST(j.occurred_at AT TIME ZONE 'UTC' AS date)""";

    private static final List<String> COLUMNS = List.of(
            "revenue_cents",
            "tips_count",
            "tips_amount_cents",
            "new_subscriptions",
            "subscriptions_cents",
            "purchases_count",
            "purchases_cents",
            "refunds_cents",
            "net_cents");

    /// Days on which the table says something else than the journals.
    static final String DIFFERENCES = "SELECT CAST(coalesce(m.creator_id, x.creator_id) AS text) || ' '"
            + " || coalesce(m.date, x.date) AS what FROM daily_metrics m FULL JOIN (" + PROJECTION.formatted("")
            + ") x ON x.creator_id = m.creator_id AND x.date = m.date WHERE "
            + String.join(
                    " OR ",
                    COLUMNS.stream()
                            .map(c -> "coalesce(m." + c + ", 0) <> coalesce(x." + c + ", 0)")
                            .toList())
            + " LIMIT 20";

    private DailyMetrics() {}

    /// Creators and days that differ; at most twenty.
    public static List<String> differences(Db db) {
        return db.read(tx -> tx.sql(DIFFERENCES).list(r -> r.text("what")));
    }

    /// Writes all rows anew, creator by creator under the lock that every journal takes; returns how many creators.
    public static int rebuild(Db db) {
        List<UUID> creators = db.read(tx -> tx.sql("SELECT creator_id FROM creator_balances ORDER BY creator_id")
                .list(r -> r.uuid("creator_id")));
        for (UUID creator : creators) {
            db.transact(tx -> {
                tx.sql("SELECT 1 AS one FROM creator_balances WHERE creator_id = :id FOR UPDATE")
                        .set("id", creator)
                        .exists();
                tx.sql("DELETE FROM daily_metrics WHERE creator_id = :id")
                        .set("id", creator)
                        .update();
                String columns = String.join(", ", COLUMNS);
                tx.sql("INSERT INTO daily_metrics (creator_id, date, currency, " + columns
                                + ") SELECT creator_id, date, currency, " + columns + " FROM ("
                                + PROJECTION.formatted("AND j.chain_id = :id") + ") x")
                        .set("id", creator)
                        .update();
            });
        }
        return creators.size();
    }
}
