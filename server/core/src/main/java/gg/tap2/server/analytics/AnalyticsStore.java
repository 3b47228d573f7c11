package gg.tap2.server.analytics;

import gg.tap2.model.analytics.DailyPoint;
import gg.tap2.model.analytics.ProductReport;
import gg.tap2.model.analytics.SubscriberReport;
import gg.tap2.model.analytics.TopFan;
import gg.tap2.model.analytics.TrafficReport;
import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// SQL of the reports. Everything is by primary key or an index that starts with the creator.
final class AnalyticsStore {
    /// A day of the ledger's projection; `net` is after fees.
    record LedgerDay(DailyPoint point, long net) {}

    /// Twelve times the monthly price, of the memberships and of what they cost at some time.
    private static final String YEARLY = yearly("s");

    private static final String YEARLY_THEN = yearly("p");

    private static String yearly(String table) {
        return "CASE %1$s.billing_interval WHEN 'year' THEN %1$s.price_cents ELSE %1$s.price_cents * 12 END"
                .formatted(table);
    }

    Currency currency(Tx tx, UUID creator) {
        return tx.sql("SELECT currency FROM creators WHERE id = :id")
                .set("id", creator)
                .one(r -> Currency.valueOf(r.text("currency")));
    }

    /// Every day of the range, also those on which nothing happened.
    List<LedgerDay> days(Tx tx, UUID creator, LocalDate from, LocalDate to) {
        var rows = new java.util.HashMap<LocalDate, LedgerDay>();
        tx.sql("""
                SELECT m.date, m.revenue_cents, m.tips_amount_cents, m.tips_count, m.subscriptions_cents, m.new_subscriptions,
                  m.purchases_cents, m.purchases_count, m.refunds_cents, m.net_cents FROM daily_metrics m
                WHERE m.creator_id = :creator AND m.date BETWEEN :from AND :to""").set("creator", creator).set("from", from).set("to", to).each(r -> rows.put(r.date("date"), day(r)));
        var views = new java.util.HashMap<LocalDate, Long>();
        tx.sql("""
                SELECT date, CAST(sum(views) AS bigint) AS views FROM page_views_daily
                WHERE creator_id = :creator AND date BETWEEN :from AND :to AND page = '*' GROUP BY date""")
                .set("creator", creator)
                .set("from", from)
                .set("to", to)
                .each(r -> views.put(r.date("date"), r.number("views")));
        var out = new ArrayList<LedgerDay>();
        for (LocalDate d = from; !d.isAfter(to); d = d.plusDays(1)) {
            LedgerDay l = rows.get(d);
            DailyPoint p = l == null ? new DailyPoint(d, 0, 0, 0, 0, 0, 0, 0, 0, 0) : l.point();
            out.add(new LedgerDay(
                    new DailyPoint(
                            d,
                            p.revenue(),
                            p.tips(),
                            p.tipCount(),
                            p.subscriptions(),
                            p.newSubscriptions(),
                            p.purchases(),
                            p.purchaseCount(),
                            p.refunds(),
                            views.getOrDefault(d, 0L)),
                    l == null ? 0 : l.net()));
        }
        return out;
    }

    private static LedgerDay day(Row r) {
        return new LedgerDay(
                new DailyPoint(
                        r.date("date"),
                        r.number("revenue_cents"),
                        r.number("tips_amount_cents"),
                        r.number("tips_count"),
                        r.number("subscriptions_cents"),
                        r.number("new_subscriptions"),
                        r.number("purchases_cents"),
                        r.number("purchases_count"),
                        r.number("refunds_cents"),
                        0),
                r.number("net_cents"));
    }

    record Views(long views, long visitors) {}

    Views views(Tx tx, UUID creator, LocalDate from, LocalDate to) {
        return tx.sql("""
                SELECT CAST(coalesce(sum(views), 0) AS bigint) AS views, CAST(coalesce(sum(visitors), 0) AS bigint) AS visitors
                FROM page_views_daily WHERE creator_id = :creator AND date BETWEEN :from AND :to AND page = '*'""")
                .set("creator", creator)
                .set("from", from)
                .set("to", to)
                .one(r -> new Views(r.number("views"), r.number("visitors")));
    }

    /// Memberships by what they are now.
    record Members(long active, long trialing, long pastDue, long mrr) {}

    Members members(Tx tx, UUID creator) {
        return tx.sql(
                        "SELECT count(*) FILTER (WHERE status = 'active') AS active,"
                                + " count(*) FILTER (WHERE status = 'trialing') AS trialing,"
                                + " count(*) FILTER (WHERE status = 'past_due') AS past_due,"
                                + " CAST(coalesce(sum(" + YEARLY
                                + ") FILTER (WHERE status IN ('active', 'past_due')), 0) / 12 AS bigint) AS mrr"
                                + " FROM subscriptions s WHERE creator_id = :creator AND status IN ('active', 'trialing', 'past_due')")
                .set("creator", creator)
                .one(r -> new Members(r.number("active"), r.number("trialing"), r.number("past_due"), r.number("mrr")));
    }

    record MembersAt(long members, long mrr) {}

    /// Members at an instant, at the price they had then.
    MembersAt membersAt(Tx tx, UUID creator, Instant at) {
        return tx.sql("SELECT count(*) AS members, CAST(coalesce(sum(" + YEARLY_THEN
                        + ") FILTER (WHERE trial_end IS NULL OR trial_end <= :at), 0) / 12 AS bigint) AS mrr"
                        + " FROM subscriptions s LEFT JOIN LATERAL (SELECT price_cents, billing_interval"
                        + " FROM subscription_prices WHERE subscription_id = s.id AND since < :at"
                        + " ORDER BY since DESC LIMIT 1) p ON TRUE"
                        + " WHERE creator_id = :creator AND started_at < :at AND (ended_at IS NULL OR ended_at >= :at)")
                .set("creator", creator)
                .set("at", at)
                .one(r -> new MembersAt(r.number("members"), r.number("mrr")));
    }

    long ended(Tx tx, UUID creator, Instant from, Instant until) {
        return tx.sql("""
                SELECT count(*) AS n FROM subscriptions WHERE creator_id = :creator AND started_at IS NOT NULL
                  AND ended_at >= :from AND ended_at < :until""")
                .set("creator", creator)
                .set("from", from)
                .set("until", until)
                .one(r -> r.number("n"));
    }

    List<SubscriberReport.Day> memberDays(Tx tx, UUID creator, LocalDate from, LocalDate to, long atStart) {
        record Moves(long started, long ended) {}
        var moves = new java.util.HashMap<LocalDate, Moves>();
        tx.sql("""
                SELECT day, CAST(sum(started) AS bigint) AS started, CAST(sum(ended) AS bigint) AS ended FROM (
                  SELECT CAST(started_at AT TIME ZONE 'UTC' AS date) AS day, 1 AS started, 0 AS ended FROM subscriptions
                  WHERE creator_id = :creator AND started_at >= :from AND started_at < :until
                  UNION ALL
                  SELECT CAST(ended_at AT TIME ZONE 'UTC' AS date), 0, 1 FROM subscriptions
                  WHERE creator_id = :creator AND started_at IS NOT NULL AND ended_at >= :from AND ended_at < :until) x
                GROUP BY day""")
                .set("creator", creator)
                .set("from", Range.startOf(from))
                .set("until", Range.startOf(to.plusDays(1)))
                .each(r -> moves.put(r.date("day"), new Moves(r.number("started"), r.number("ended"))));
        var out = new ArrayList<SubscriberReport.Day>();
        long active = atStart;
        for (LocalDate d = from; !d.isAfter(to); d = d.plusDays(1)) {
            Moves m = moves.getOrDefault(d, new Moves(0, 0));
            active += m.started() - m.ended();
            out.add(new SubscriberReport.Day(d, m.started(), m.ended(), active));
        }
        return out;
    }

    List<SubscriberReport.TierShare> tiers(Tx tx, UUID creator) {
        return tx.sql("SELECT t.id, t.name, count(s.id) AS active, CAST(coalesce(sum(" + YEARLY
                        + "), 0) / 12 AS bigint) AS mrr FROM tiers t LEFT JOIN subscriptions s ON s.tier_id = t.id"
                        + " AND s.status IN ('active', 'past_due') WHERE t.creator_id = :creator AND t.deleted_at IS NULL"
                        + " GROUP BY t.id, t.name, t.sort_order ORDER BY t.sort_order, t.name")
                .set("creator", creator)
                .list(r -> new SubscriberReport.TierShare(
                        r.uuid("id"), r.text("name"), r.number("active"), r.number("mrr")));
    }

    record CohortCell(LocalDate month, int age, long members) {}

    /// Of those who joined in each month, how many were members that many months later. Twelve months back.
    List<CohortCell> cohorts(Tx tx, UUID creator, LocalDate firstMonth, Instant now) {
        return tx.sql("""
                SELECT CAST(c.month AS date) AS month, g.age, count(*) FILTER (WHERE c.ended_at IS NULL
                    OR c.ended_at >= c.started_at + make_interval(months => g.age)) AS members
                FROM (SELECT date_trunc('month', started_at AT TIME ZONE 'UTC') AS month, started_at, ended_at
                  FROM subscriptions WHERE creator_id = :creator AND started_at >= :from) c
                CROSS JOIN LATERAL generate_series(0, 12) AS g(age)
                WHERE (c.month + make_interval(months => g.age)) AT TIME ZONE 'UTC' <= :now
                GROUP BY c.month, g.age ORDER BY c.month, g.age""")
                .set("creator", creator)
                .set("from", Range.startOf(firstMonth))
                .set("now", now)
                .list(r -> new CohortCell(r.date("month"), r.integer("age"), r.number("members")));
    }

    List<ProductReport.Line> products(Tx tx, UUID creator, LocalDate from, LocalDate to) {
        return tx.sql("""
                SELECT p.id, p.title, coalesce(s.sales, 0) AS sales, coalesce(s.paid, 0) AS paid, coalesce(s.refunded, 0) AS refunded,
                  coalesce(v.views, 0) AS views, coalesce(v.visitors, 0) AS visitors
                FROM products p LEFT JOIN (
                  SELECT product_id, count(*) AS sales, CAST(sum(amount_cents) AS bigint) AS paid,
                    CAST(sum(refunded_cents + disputed_cents) AS bigint) AS refunded
                  FROM payments WHERE creator_id = :creator AND kind = 'product' AND status = 'succeeded'
                    AND paid_at >= :start AND paid_at < :until GROUP BY product_id) s ON s.product_id = p.id
                LEFT JOIN (
                  SELECT page, CAST(sum(views) AS bigint) AS views, CAST(sum(visitors) AS bigint) AS visitors FROM page_views_daily
                  WHERE creator_id = :creator AND date BETWEEN :from AND :to AND page NOT IN ('*', 'profile') GROUP BY page) v
                ON v.page = CAST(p.id AS text)
                WHERE p.creator_id = :creator AND (p.deleted_at IS NULL OR s.sales > 0)
                ORDER BY coalesce(s.paid, 0) - coalesce(s.refunded, 0) DESC, coalesce(v.views, 0) DESC, p.title LIMIT 200""")
                .set("creator", creator)
                .set("start", Range.startOf(from))
                .set("until", Range.startOf(to.plusDays(1)))
                .set("from", from)
                .set("to", to)
                .list(r -> new ProductReport.Line(
                        r.uuid("id"),
                        r.text("title"),
                        r.number("sales"),
                        r.number("paid") - r.number("refunded"),
                        r.number("refunded"),
                        r.number("views"),
                        r.number("visitors"),
                        bps(r.number("sales"), r.number("visitors"))));
    }

    List<TopFan> fans(Tx tx, UUID creator, LocalDate from, LocalDate to, Currency currency, int limit) {
        return tx.sql("""
                SELECT x.fan_id, coalesce(nullif(f.display_name, ''), nullif(u.display_name, '')) AS name, x.paid, x.payments, x.last_paid FROM (
                  SELECT CASE WHEN coalesce(t.anonymous, FALSE) THEN NULL ELSE p.fan_id END AS fan_id,
                    CAST(sum(p.amount_cents - p.refunded_cents - p.disputed_cents) AS bigint) AS paid, count(*) AS payments,
                    max(p.paid_at) AS last_paid
                  FROM payments p LEFT JOIN tips t ON t.payment_id = p.id
                  WHERE p.creator_id = :creator AND p.status = 'succeeded' AND p.paid_at >= :from AND p.paid_at < :until
                  GROUP BY 1) x
                LEFT JOIN fans f ON f.id = x.fan_id LEFT JOIN users u ON u.id = f.user_id
                WHERE x.paid > 0 ORDER BY x.paid DESC, x.last_paid DESC LIMIT :limit""")
                .set("creator", creator)
                .set("from", Range.startOf(from))
                .set("until", Range.startOf(to.plusDays(1)))
                .set("limit", limit)
                .list(r -> new TopFan(
                        r.uuidOrNull("fan_id"),
                        r.textOrNull("name"),
                        r.number("paid"),
                        r.number("payments"),
                        currency,
                        r.instant("last_paid")));
    }

    List<TrafficReport.Day> trafficDays(Tx tx, UUID creator, LocalDate from, LocalDate to) {
        var rows = new java.util.HashMap<LocalDate, TrafficReport.Day>();
        tx.sql("""
                SELECT date, CAST(sum(views) AS bigint) AS views, CAST(sum(visitors) AS bigint) AS visitors FROM page_views_daily
                WHERE creator_id = :creator AND date BETWEEN :from AND :to AND page = '*' GROUP BY date""")
                .set("creator", creator)
                .set("from", from)
                .set("to", to)
                .each(r -> rows.put(
                        r.date("date"),
                        new TrafficReport.Day(r.date("date"), r.number("views"), r.number("visitors"))));
        var out = new ArrayList<TrafficReport.Day>();
        for (LocalDate d = from; !d.isAfter(to); d = d.plusDays(1)) {
            out.add(rows.getOrDefault(d, new TrafficReport.Day(d, 0, 0)));
        }
        return out;
    }

    List<TrafficReport.Source> sources(Tx tx, UUID creator, LocalDate from, LocalDate to) {
        return tx.sql(TOP.formatted("source", "page = '*'", "source"))
                .set("creator", creator)
                .set("from", from)
                .set("to", to)
                .list(r -> new TrafficReport.Source(r.text("source"), r.number("views"), r.number("visitors")));
    }

    List<TrafficReport.Page> pages(Tx tx, UUID creator, LocalDate from, LocalDate to) {
        return tx.sql(TOP.formatted("page", "page <> '*'", "page"))
                .set("creator", creator)
                .set("from", from)
                .set("to", to)
                .list(r -> new TrafficReport.Page(r.text("page"), r.number("views"), r.number("visitors")));
    }

    private static final String TOP = """
            SELECT %s, CAST(sum(views) AS bigint) AS views, CAST(sum(visitors) AS bigint) AS visitors FROM page_views_daily
            WHERE creator_id = :creator AND date BETWEEN :from AND :to AND %s GROUP BY %s ORDER BY 2 DESC, 1 LIMIT 50""";

    /// Parts of a whole in basis points; null when there is no whole.
    static @Nullable Integer bps(long part, long whole) {
        return whole <= 0 ? null : Integer.valueOf((int) Math.min(1_000_000, part * 10_000 / whole));
    }
}
