package gg.tap2.model.analytics;

import java.time.LocalDate;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Page views without cookies: visitors are counted by a hash whose salt is thrown away every day, so a person is new
/// every day. Robots are not counted.
public record TrafficReport(
        LocalDate from,
        LocalDate to,
        long views,
        long visitors,
        long previousViews,
        long previousVisitors,
        long paid,
        @Nullable Integer conversionBps,
        List<Day> days,
        List<Source> sources,
        List<Page> pages) {
    public record Day(LocalDate date, long views, long visitors) {}

    /// `source` is the referring host, `direct`, or `utm_source` where the link named one.
    public record Source(String source, long views, long visitors) {}

    /// `page` is `profile` or a product's id.
    public record Page(String page, long views, long visitors) {}
}
