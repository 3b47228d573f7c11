package gg.tap2.server.metrics;

import gg.tap2.server.events.Outbox;
import gg.tap2.server.platform.db.Db;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.Map;

/// Numbers that are in the database rather than in this process: every server reports the same, so
/// dashboards take
/// `max`, never `sum`. Read at most every fifteen seconds, however often somebody scrapes.
final class BusinessNumbers {
    private static final Duration AGE = Duration.ofSeconds(15);

    /// `values` by metric; `revenue` by currency.
    record Numbers(Map<String, Long> revenue, Map<String, Double> values) {}

    private final Db db;
    private final InstantSource clock;
    private Numbers last = new Numbers(Map.of(), Map.of());
    private Instant read = Instant.EPOCH;

    BusinessNumbers(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    synchronized Numbers get() {
        Instant now = clock.instant();
        if (read.plus(AGE).isBefore(now)) {
            last = db.read(tx -> {
                Map<String, Long> revenue = new LinkedHashMap<>();
                tx.sql(
                                "SELECT currency, CAST(sum(revenue_cents) AS bigint) AS n FROM daily_metrics GROUP BY currency ORDER BY currency")
                        .each(r -> revenue.put(r.text("currency"), r.number("n")));
                Map<String, Double> values = new LinkedHashMap<>();
                tx.sql("""
                        SELECT m.*, s.*, q.* FROM (SELECT coalesce(sum(tips_count), 0) AS tips, coalesce(sum(new_subscriptions), 0) AS subs,
                            coalesce(sum(purchases_count), 0) AS products FROM daily_metrics) m,
                          (SELECT count(DISTINCT user_id) AS active FROM sessions WHERE last_used_at >= :day) s,
                          (SELECT (SELECT count(*) FROM webhook_inbox WHERE status IN ('pending', 'failed')) AS inbox_waiting,
                            (SELECT count(*) FROM webhook_inbox WHERE status IN ('dead', 'parked')) AS inbox_dead,
                            (SELECT count(*) FROM outbox_mails WHERE sent_at IS NULL) AS mail_waiting,
                            (SELECT count(*) FROM outbox_pushes WHERE last_error LIKE 'refused %') AS pushes_refused,
                            (SELECT count(*) FROM payouts WHERE status = 'held') AS payouts_held,
                            (SELECT count(*) FROM payout_attempts WHERE status = 'unknown') AS payouts_unknown,
                            (SELECT count(*) FROM payout_stops WHERE fault = 'ours') AS payouts_stopped,
                            (SELECT count(*) FROM scheduled_tasks WHERE consecutive_failures > 0) AS jobs_failing,
                            (SELECT count(*) FROM subscriptions WHERE ended_at >= :month) AS ended,
                            (SELECT count(*) FROM subscriptions WHERE started_at < :month AND (ended_at IS NULL OR ended_at >= :month)) AS members) q""")
                        .set("day", now.minus(Duration.ofDays(1)))
                        .set("month", now.minus(Duration.ofDays(30)))
                        .each(r -> {
                            for (String name : new String[] {
                                "tips",
                                "subs",
                                "products",
                                "active",
                                "inbox_waiting",
                                "inbox_dead",
                                "mail_waiting",
                                "pushes_refused",
                                "payouts_held",
                                "payouts_unknown",
                                "payouts_stopped",
                                "jobs_failing"
                            }) {
                                values.put(name, r.decimal(name));
                            }
                            double members = r.decimal("members");
                            values.put("churn", members == 0 ? 0 : r.decimal("ended") / members);
                        });
                values.put("facts_waiting", (double) Outbox.countWaiting(tx));
                values.put("events_unknown", (double) Outbox.listUnknown(tx).stream()
                        .mapToLong(Outbox.Unknown::count)
                        .sum());
                return new Numbers(revenue, values);
            });
            read = now;
        }
        return last;
    }
}
