package gg.tap2.server.analytics;

import de.siegmar.fastcsv.writer.CsvWriter;
import gg.tap2.model.Routes;
import gg.tap2.model.analytics.DailyPoint;
import gg.tap2.model.analytics.RevenueReport.Interval;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Proof;
import gg.tap2.server.platform.http.Routing;
import io.helidon.http.HeaderNames;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/// HTTP of the reports.
final class AnalyticsRoutes {
    private final Analytics analytics;
    private final InstantSource clock;

    AnalyticsRoutes(Analytics analytics, InstantSource clock) {
        this.analytics = analytics;
        this.clock = clock;
    }

    void register(Routing r) {
        r.get(Routes.ANALYTICS_OVERVIEW, Access.CREATOR, c -> c.ok(analytics.overview(c.creatorId(), range(c))));
        r.get(
                Routes.ANALYTICS_REVENUE,
                Access.CREATOR,
                c -> c.ok(analytics.revenue(c.creatorId(), range(c), interval(c))));
        r.get(Routes.ANALYTICS_SUBSCRIBERS, Access.CREATOR, c -> c.ok(analytics.subscribers(c.creatorId(), range(c))));
        r.get(Routes.ANALYTICS_PRODUCTS, Access.CREATOR, c -> c.ok(analytics.products(c.creatorId(), range(c))));
        r.get(
                Routes.ANALYTICS_FANS,
                Access.CREATOR,
                c -> c.ok(analytics.fans(c.creatorId(), range(c), c.number("limit", 20, 1, 100))));
        r.get(Routes.ANALYTICS_TRAFFIC, Access.CREATOR, c -> c.ok(analytics.traffic(c.creatorId(), range(c))));
        r.get(Routes.ANALYTICS_CSV, Access.CREATOR, Proof.OWNER, this::csv);
    }

    private Range range(Call c) {
        return Range.of(c, clock.instant());
    }

    private static Interval interval(Call c) {
        String name = c.query("interval").orElse("day");
        return Stream.of(Interval.values())
                .filter(i -> i.name().toLowerCase(Locale.ROOT).equals(name))
                .findFirst()
                .orElseThrow(() -> ApiException.invalid("interval", "invalid"));
    }

    private void csv(Call c) {
        Range range = range(c);
        var out = new StringWriter();
        String currency = analytics.currency(c.creatorId()).name();
        try (var csv = CsvWriter.builder().build(out)) {
            csv.writeRecord(List.of(
                    "date_utc",
                    "currency",
                    "revenue_minor",
                    "net_minor",
                    "tips_minor",
                    "tips_count",
                    "subscriptions_minor",
                    "new_subscriptions",
                    "purchases_minor",
                    "purchases_count",
                    "refunds_minor",
                    "views"));
            for (var d : analytics.days(c.creatorId(), range)) {
                DailyPoint p = d.point();
                csv.writeRecord(List.of(
                        p.date().toString(),
                        currency,
                        Long.toString(p.revenue()),
                        Long.toString(d.net()),
                        Long.toString(p.tips()),
                        Long.toString(p.tipCount()),
                        Long.toString(p.subscriptions()),
                        Long.toString(p.newSubscriptions()),
                        Long.toString(p.purchases()),
                        Long.toString(p.purchaseCount()),
                        Long.toString(p.refunds()),
                        Long.toString(p.views())));
            }
        } catch (java.io.IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        c.response()
                .header(
                        HeaderNames.CONTENT_DISPOSITION,
                        "attachment; filename=\"tap2-" + range.from() + "-" + range.to() + ".csv\"");
        c.send(200, "text/csv; charset=utf-8", out.toString().getBytes(StandardCharsets.UTF_8));
    }
}
