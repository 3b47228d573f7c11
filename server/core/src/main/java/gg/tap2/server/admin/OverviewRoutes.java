package gg.tap2.server.admin;

import gg.tap2.model.Routes;
import gg.tap2.model.admin.AdminOverview;
import gg.tap2.model.admin.AdminOverview.Alarm;
import gg.tap2.model.admin.AdminOverview.MoneyLine;
import gg.tap2.model.admin.AdminOverview.Queues;
import gg.tap2.model.common.Currency;
import gg.tap2.server.events.Outbox;
import gg.tap2.server.platform.alarms.OperatorAlarms;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.Routing;
import gg.tap2.server.platform.i18n.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The platform at a glance, and what needs somebody.
final class OverviewRoutes {
    private final Db db;
    private final InstantSource clock;
    private final Texts texts;

    OverviewRoutes(Db db, InstantSource clock, Texts texts) {
        this.db = db;
        this.clock = clock;
        this.texts = texts;
    }

    void register(Routing r) {
        r.get(Routes.ADMIN_OVERVIEW, Access.ADMIN, c -> c.ok(overview(c.number("days", 30, 1, 366), c.locale())));
    }

    private AdminOverview overview(int days, Locale locale) {
        Instant now = clock.instant();
        Instant from = now.minus(Duration.ofDays(days));
        return db.read(tx -> {
            Queues q = queues(tx, now);
            record People(long creators, long active, long fans, long activeFans) {}
            People people = tx.sql("""
                    SELECT (SELECT count(*) FROM creators) AS creators,
                      (SELECT count(DISTINCT creator_id) FROM daily_metrics WHERE date >= :day AND revenue_cents <> 0) AS active,
                      (SELECT count(*) FROM fans) AS fans,
                      (SELECT count(DISTINCT fan_id) FROM payments WHERE created_at >= :from AND status = 'succeeded') AS active_fans""")
                    .set("day", LocalDate.ofInstant(from, ZoneOffset.UTC))
                    .set("from", from)
                    .one(r -> new People(
                            r.number("creators"), r.number("active"), r.number("fans"), r.number("active_fans")));
            record Members(long now, long ended, long before) {}
            Members m = tx.sql("""
                    SELECT count(*) FILTER (WHERE status IN ('active', 'trialing', 'past_due')) AS now,
                      count(*) FILTER (WHERE ended_at >= :from) AS ended,
                      count(*) FILTER (WHERE started_at < :from AND (ended_at IS NULL OR ended_at >= :from)) AS before
                    FROM subscriptions WHERE started_at IS NOT NULL""")
                    .set("from", from)
                    .one(r -> new Members(r.number("now"), r.number("ended"), r.number("before")));
            record Tries(long failed, long all) {}
            Tries t = tx.sql("""
                    SELECT count(*) FILTER (WHERE status = 'failed') AS failed, count(*) AS n FROM payments WHERE created_at >= :from""").set("from", from).one(r -> new Tries(r.number("failed"), r.number("n")));
            return new AdminOverview(
                    days,
                    money(tx, from),
                    people.creators(),
                    people.active(),
                    people.fans(),
                    people.activeFans(),
                    m.now(),
                    m.before() == 0 ? null : Integer.valueOf((int) (m.ended() * 10_000 / m.before())),
                    t.failed(),
                    t.all(),
                    q,
                    alarms(tx, q, t.failed(), t.all(), OperatorAlarms.open(tx, now), locale),
                    now);
        });
    }

    private static List<MoneyLine> money(Tx tx, Instant from) {
        return tx.sql("""
                SELECT coalesce(s.currency, o.currency) AS currency, coalesce(s.volume, 0) AS volume, coalesce(s.revenue, 0) AS revenue,
                  coalesce(s.refunds, 0) AS refunds, coalesce(o.paid, 0) AS paid_out
                FROM (SELECT currency, CAST(sum(amount_cents) AS bigint) AS volume,
                    CAST(sum(platform_fee_cents - platform_fee_returned_cents) AS bigint) AS revenue,
                    CAST(sum(refunded_cents + disputed_cents) AS bigint) AS refunds
                  FROM payments WHERE created_at >= :from AND status = 'succeeded' GROUP BY currency) s
                FULL JOIN (SELECT currency, CAST(sum(amount_cents) AS bigint) AS paid FROM payouts
                  WHERE created_at >= :from AND status = 'paid' GROUP BY currency) o ON o.currency = s.currency
                ORDER BY 2 DESC""")
                .set("from", from)
                .list(r -> new MoneyLine(
                        Currency.valueOf(r.text("currency")),
                        r.number("volume"),
                        r.number("revenue"),
                        r.number("refunds"),
                        r.number("paid_out")));
    }

    static Queues queues(Tx tx, Instant now) {
        long events = Outbox.countWaiting(tx);
        return tx.sql("""
                SELECT (SELECT count(*) FROM webhook_inbox WHERE status IN ('pending', 'failed')) AS waiting,
                  (SELECT count(*) FROM webhook_inbox WHERE status = 'dead') AS dead,
                  (SELECT count(*) FROM webhook_inbox WHERE status = 'parked') AS parked,
                  (SELECT count(*) FROM outbox_mails WHERE sent_at IS NULL) AS mail,
                  (SELECT count(*) FROM payouts WHERE status = 'held') AS held,
                  (SELECT count(*) FROM payout_attempts WHERE status = 'unknown') AS unknown,
                  (SELECT count(*) FROM content_reports WHERE handled_at IS NULL) AS reports,
                  (SELECT count(*) FROM takedowns WHERE status = 'appealed') AS appeals,
                  (SELECT count(*) FROM money_actions WHERE status = 'waiting') AS actions,
                  (SELECT count(*) FROM disputes WHERE status IN ('warning', 'open')) AS disputes,
                  (SELECT count(*) FROM scheduled_tasks WHERE consecutive_failures > 0) AS failing""")
                .one(r -> new Queues(
                        r.number("waiting"),
                        r.number("dead"),
                        r.number("parked"),
                        r.number("mail"),
                        events,
                        r.number("held"),
                        r.number("unknown"),
                        r.number("reports"),
                        r.number("appeals"),
                        r.number("actions"),
                        r.number("disputes"),
                        r.number("failing")));
    }

    private List<Alarm> alarms(
            Tx tx, Queues q, long failed, long payments, List<OperatorAlarms.Alarm> operator, Locale locale) {
        var out = new ArrayList<Alarm>();
        if (!operator.isEmpty()) {
            var last = operator.getFirst();
            String what = last.source() + " " + last.subject() + ": " + last.code() + ", " + last.text();
            out.add(new Alarm(
                    "operator_needed",
                    "critical",
                    operator.size(),
                    texts.get(locale, "admin.alarm.operator_needed", operator.size(), what)));
        }
        alarm(out, q.webhooksDead() > 0, "webhooks_dead", "critical", q.webhooksDead(), locale);
        alarm(out, q.webhooksParked() > 0, "webhooks_parked", "critical", q.webhooksParked(), locale);
        alarm(out, q.payoutsUnknown() > 0, "payouts_unknown", "critical", q.payoutsUnknown(), locale);
        stopped(tx, out, locale);
        unknownEvents(tx, out, locale);
        alarm(out, q.jobsFailing() > 0, "jobs_failing", "warning", q.jobsFailing(), locale);
        alarm(out, q.webhooksWaiting() > 500, "webhooks_waiting", "warning", q.webhooksWaiting(), locale);
        alarm(out, q.mailWaiting() > 500, "mail_waiting", "warning", q.mailWaiting(), locale);
        alarm(out, payments >= 20 && failed * 5 > payments, "payments_failing", "warning", failed, locale);
        return out;
    }

    /// Payouts that wait because the platform itself is refused, with the provider's own word for it.
    private void stopped(Tx tx, List<Alarm> out, Locale locale) {
        long waiting = tx.sql("SELECT count(*) AS n FROM payouts WHERE status = 'queued'")
                .one(r -> r.number("n"));
        tx.sql("SELECT provider, code FROM payout_stops WHERE fault = 'ours' ORDER BY provider")
                .each(r -> out.add(new Alarm(
                        "payouts_stopped",
                        "critical",
                        waiting,
                        texts.get(
                                locale, "admin.alarm.payouts_stopped", waiting, r.text("provider"), r.text("code")))));
        tx.sql(
                        "SELECT waits_for, count(*) AS n FROM payouts WHERE waits_for IS NOT NULL GROUP BY waits_for ORDER BY 2 DESC LIMIT 5")
                .each(r -> out.add(new Alarm(
                        "payouts_waiting",
                        "critical",
                        r.number("n"),
                        texts.get(locale, "admin.alarm.payouts_waiting", r.number("n"), r.text("waits_for")))));
    }

    /// Events that another release wrote and this one cannot tell. They wait until a release runs that knows them.
    private void unknownEvents(Tx tx, List<Alarm> out, Locale locale) {
        for (Outbox.Unknown unknown : Outbox.listUnknown(tx)) {
            out.add(new Alarm(
                    "events_unknown",
                    "critical",
                    unknown.count(),
                    texts.get(locale, "admin.alarm.events_unknown", unknown.count(), unknown.kind())));
        }
    }

    private void alarm(List<Alarm> out, boolean on, String code, String severity, long count, Locale locale) {
        if (on) {
            out.add(new Alarm(code, severity, count, texts.get(locale, "admin.alarm." + code, count)));
        }
    }
}
