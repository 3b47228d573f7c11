package gg.tap2.studio.analytics;

import gg.tap2.model.analytics.DailyPoint;
import gg.tap2.model.analytics.TrafficReport;
import gg.tap2.model.common.Currency;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Sales;
import gg.tap2.studio.ui.Csv;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.ToLongFunction;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/// Figures of a range and of the equally long range before it, summed from the payments in the store. By UTC day.
public final class AnalyticsViewModel {
    public record Snapshot(
            LocalDate from,
            LocalDate to,
            LocalDate beforeFrom,
            Currency currency,
            List<DailyPoint> days,
            List<DailyPoint> before,
            List<Sales.Earner> earners,
            List<Sales.Earner> fans,
            List<Sales.Cohort> cohorts,
            @Nullable TrafficReport traffic) {
        public long sum(ToLongFunction<DailyPoint> value) {
            return days.stream().mapToLong(value).sum();
        }

        public long sumBefore(ToLongFunction<DailyPoint> value) {
            return before.stream().mapToLong(value).sum();
        }
    }

    private static final int COHORTS = 8;
    private static final String TRAFFIC = "traffic";

    private final Context ctx;
    private final ReadOnlyObjectWrapper<@Nullable Snapshot> snapshot = new ReadOnlyObjectWrapper<>();
    private LocalDate from;
    private LocalDate to;
    private @Nullable Runnable stop;

    public AnalyticsViewModel(Context ctx) {
        this.ctx = ctx;
        to = ctx.today();
        from = to.minusDays(89);
    }

    public ReadOnlyObjectProperty<@Nullable Snapshot> snapshot() {
        return snapshot.getReadOnlyProperty();
    }

    public void attach() {
        stop = ctx.session().sync().onChange(kinds -> {
            if (kinds.contains("sale")) {
                ctx.background().later(this::load);
            }
        });
        load();
    }

    public void detach() {
        if (stop != null) {
            stop.run();
            stop = null;
        }
    }

    /// The last `days` days.
    public void last(int days) {
        range(ctx.today().minusDays(days - 1L), ctx.today());
    }

    /// Any range; taken in either order.
    public void range(LocalDate first, LocalDate last) {
        from = first.isAfter(last) ? last : first;
        to = first.isAfter(last) ? first : last;
        load();
    }

    private void load() {
        LocalDate first = from;
        LocalDate last = to;
        ctx.background().run(() -> read(first, last), snapshot::set, ctx.host().onFail());
    }

    private Snapshot read(LocalDate first, LocalDate last) {
        Currency currency = ctx.session().edits().currency();
        long length = ChronoUnit.DAYS.between(first, last) + 1;
        LocalDate beforeFrom = first.minusDays(length);
        Sales sales = ctx.session().store().sales();
        return new Snapshot(
                first,
                last,
                beforeFrom,
                currency,
                sales.daily(first, last, currency),
                sales.daily(beforeFrom, first.minusDays(1), currency),
                sales.earners(first, last, currency, 8),
                sales.fans(first, last, currency, 8),
                sales.cohorts(YearMonth.from(ctx.today()), COHORTS),
                traffic(first, last));
    }

    /// Page views are counted by the server alone; the last answer for a range is kept for when there is no connection.
    private @Nullable TrafficReport traffic(LocalDate first, LocalDate last) {
        var documents = ctx.session().store().documents();
        String key = first + "_" + last;
        try {
            TrafficReport report = ctx.session().api().traffic(first, last);
            documents.saveBase(TRAFFIC, key, 1, report, "");
            return report;
        } catch (ApiFailure e) {
            return documents.findBase(TRAFFIC, key, TrafficReport.class).orElse(null);
        }
    }

    public void exportCsv(Path target, Runnable onOk) {
        Snapshot s = snapshot.get();
        if (s == null) {
            return;
        }
        ctx.background()
                .run(
                        () -> {
                            Csv.write(
                                    target,
                                    List.of(
                                            "date_utc",
                                            "revenue_minor",
                                            "tips_minor",
                                            "subscriptions_minor",
                                            "purchases_minor",
                                            "refunds_minor",
                                            "currency"),
                                    s.days().stream()
                                            .map(d -> List.of(
                                                    d.date().toString(),
                                                    String.valueOf(d.revenue()),
                                                    String.valueOf(d.tips()),
                                                    String.valueOf(d.subscriptions()),
                                                    String.valueOf(d.purchases()),
                                                    String.valueOf(d.refunds()),
                                                    s.currency().name()))
                                            .toList());
                            return true;
                        },
                        ok -> onOk.run(),
                        ctx.host().onFail());
    }
}
