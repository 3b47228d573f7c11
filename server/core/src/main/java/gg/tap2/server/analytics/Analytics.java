package gg.tap2.server.analytics;

import gg.tap2.model.analytics.AnalyticsOverview;
import gg.tap2.model.analytics.AnalyticsOverview.Totals;
import gg.tap2.model.analytics.DailyPoint;
import gg.tap2.model.analytics.ProductReport;
import gg.tap2.model.analytics.RevenueReport;
import gg.tap2.model.analytics.RevenueReport.Interval;
import gg.tap2.model.analytics.RevenueReport.Sums;
import gg.tap2.model.analytics.SubscriberReport;
import gg.tap2.model.analytics.TopFan;
import gg.tap2.model.analytics.TrafficReport;
import gg.tap2.server.analytics.AnalyticsStore.LedgerDay;
import java.time.DayOfWeek;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.TemporalAdjusters;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

/// The creator's reports.
public final class Analytics {
    private final ReportDatabase db;
    private final InstantSource clock;
    private final AnalyticsStore store = new AnalyticsStore();

    Analytics(ReportDatabase db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    AnalyticsOverview overview(UUID creator, Range r) {
        return db.read(tx -> {
            var days = store.days(tx, creator, r.from(), r.to());
            var before = store.days(tx, creator, r.beforeFrom(), r.beforeTo());
            var views = store.views(tx, creator, r.from(), r.to());
            var members = store.members(tx, creator);
            Totals now = totals(days);
            long paid = paid(now);
            return new AnalyticsOverview(
                    r.from(),
                    r.to(),
                    store.currency(tx, creator),
                    now,
                    totals(before),
                    points(days),
                    r.beforeFrom(),
                    r.beforeTo(),
                    points(before),
                    net(days),
                    net(before),
                    members.mrr(),
                    members.active() + members.trialing() + members.pastDue(),
                    new AnalyticsOverview.Traffic(
                            views.views(), views.visitors(), paid, AnalyticsStore.bps(paid, views.visitors())));
        });
    }

    /// Renewals are paid by people who need not come to the page, so only first payments count.
    private static long paid(Totals t) {
        return t.tipCount() + t.purchaseCount() + t.newSubscriptions();
    }

    List<LedgerDay> days(UUID creator, Range r) {
        return db.read(tx -> store.days(tx, creator, r.from(), r.to()));
    }

    gg.tap2.model.common.Currency currency(UUID creator) {
        return db.read(tx -> store.currency(tx, creator));
    }

    RevenueReport revenue(UUID creator, Range r, Interval interval) {
        return db.read(tx -> {
            var days = store.days(tx, creator, r.from(), r.to());
            return new RevenueReport(
                    r.from(),
                    r.to(),
                    store.currency(tx, creator),
                    interval,
                    sums(days),
                    sums(store.days(tx, creator, r.beforeFrom(), r.beforeTo())),
                    buckets(days, interval));
        });
    }

    /// The days by the beginning of their interval; the first and the last can be cut off by the range.
    static List<RevenueReport.Bucket> buckets(List<LedgerDay> days, Interval interval) {
        Map<LocalDate, List<LedgerDay>> buckets = new LinkedHashMap<>();
        days.forEach(d -> buckets.computeIfAbsent(start(d.point().date(), interval), k -> new ArrayList<>())
                .add(d));
        return buckets.entrySet().stream()
                .map(b -> new RevenueReport.Bucket(b.getKey(), sums(b.getValue())))
                .toList();
    }

    private static LocalDate start(LocalDate day, Interval interval) {
        return switch (interval) {
            case DAY -> day;
            case WEEK -> day.with(TemporalAdjusters.previousOrSame(DayOfWeek.MONDAY));
            case MONTH -> day.withDayOfMonth(1);
        };
    }

    SubscriberReport subscribers(UUID creator, Range r) {
        Instant now = clock.instant();
        return db.read(tx -> {
            var members = store.members(tx, creator);
            var start = store.membersAt(tx, creator, Range.startOf(r.from()));
            var days = store.memberDays(tx, creator, r.from(), r.to(), start.members());
            long ended = days.stream().mapToLong(SubscriberReport.Day::ended).sum();
            long atStartBefore =
                    store.membersAt(tx, creator, Range.startOf(r.beforeFrom())).members();
            long endedBefore = store.ended(
                    tx,
                    creator,
                    Range.startOf(r.beforeFrom()),
                    Range.startOf(r.beforeTo().plusDays(1)));
            return new SubscriberReport(
                    r.from(),
                    r.to(),
                    store.currency(tx, creator),
                    members.active(),
                    members.trialing(),
                    members.pastDue(),
                    members.mrr(),
                    start.mrr(),
                    start.members(),
                    days.stream().mapToLong(SubscriberReport.Day::started).sum(),
                    ended,
                    AnalyticsStore.bps(ended, start.members()),
                    AnalyticsStore.bps(endedBefore, atStartBefore),
                    days,
                    store.tiers(tx, creator),
                    cohorts(store.cohorts(
                            tx,
                            creator,
                            LocalDate.ofInstant(now, ZoneOffset.UTC)
                                    .withDayOfMonth(1)
                                    .minusMonths(11),
                            now)));
        });
    }

    private static List<SubscriberReport.Cohort> cohorts(List<AnalyticsStore.CohortCell> cells) {
        Map<LocalDate, List<Long>> byMonth = new LinkedHashMap<>();
        cells.forEach(
                c -> byMonth.computeIfAbsent(c.month(), m -> new ArrayList<>()).add(c.members()));
        return byMonth.entrySet().stream()
                .map(e -> new SubscriberReport.Cohort(e.getKey(), e.getValue().getFirst(), e.getValue()))
                .toList();
    }

    ProductReport products(UUID creator, Range r) {
        return db.read(tx -> new ProductReport(
                r.from(), r.to(), store.currency(tx, creator), store.products(tx, creator, r.from(), r.to())));
    }

    List<TopFan> fans(UUID creator, Range r, int limit) {
        return db.read(tx -> store.fans(tx, creator, r.from(), r.to(), store.currency(tx, creator), limit));
    }

    TrafficReport traffic(UUID creator, Range r) {
        return db.read(tx -> {
            var now = store.views(tx, creator, r.from(), r.to());
            var before = store.views(tx, creator, r.beforeFrom(), r.beforeTo());
            long paid = paid(totals(store.days(tx, creator, r.from(), r.to())));
            return new TrafficReport(
                    r.from(),
                    r.to(),
                    now.views(),
                    now.visitors(),
                    before.views(),
                    before.visitors(),
                    paid,
                    AnalyticsStore.bps(paid, now.visitors()),
                    store.trafficDays(tx, creator, r.from(), r.to()),
                    store.sources(tx, creator, r.from(), r.to()),
                    store.pages(tx, creator, r.from(), r.to()));
        });
    }

    private static List<DailyPoint> points(List<LedgerDay> days) {
        return days.stream().map(LedgerDay::point).toList();
    }

    private static long net(List<LedgerDay> days) {
        return days.stream().mapToLong(LedgerDay::net).sum();
    }

    static Sums sums(List<LedgerDay> days) {
        Totals t = totals(days);
        return new Sums(t.revenue(), net(days), t.tips(), t.subscriptions(), t.purchases(), t.refunds());
    }

    static Totals totals(List<LedgerDay> days) {
        long[] t = new long[9];
        for (LedgerDay d : days) {
            DailyPoint p = d.point();
            t[0] += p.revenue();
            t[1] += p.tips();
            t[2] += p.tipCount();
            t[3] += p.subscriptions();
            t[4] += p.newSubscriptions();
            t[5] += p.purchases();
            t[6] += p.purchaseCount();
            t[7] += p.refunds();
            t[8] += p.views();
        }
        return new Totals(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8]);
    }
}
