package gg.tap2.server.analytics;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.analytics.AnalyticsOverview.Totals;
import gg.tap2.model.analytics.DailyPoint;
import gg.tap2.model.analytics.RevenueReport;
import gg.tap2.model.analytics.RevenueReport.Interval;
import gg.tap2.model.analytics.RevenueReport.Sums;
import gg.tap2.server.analytics.AnalyticsStore.LedgerDay;
import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// The sums of reports. It would notice a column that is added to another one, a day that falls into two intervals or
/// into none, a week that begins on Sunday, and a share of nothing.
final class ReportSumsTest {
    private final Random random = random();

    private static Random random() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("ReportSumsTest seed " + seed);
        return new Random(seed);
    }

    /// Each column is a power of its own, so that one in another's place is seen.
    private static LedgerDay marked(LocalDate date) {
        return new LedgerDay(new DailyPoint(date, 1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000, 7), 3);
    }

    private List<LedgerDay> days(LocalDate from, int count) {
        var out = new ArrayList<LedgerDay>();
        for (int i = 0; i < count; i++) {
            long tips = random.nextInt(100_000);
            long subscriptions = random.nextInt(100_000);
            long purchases = random.nextInt(100_000);
            long refunds = random.nextInt(50_000);
            long gross = tips + subscriptions + purchases - refunds;
            out.add(new LedgerDay(
                    new DailyPoint(
                            from.plusDays(i),
                            gross,
                            tips,
                            random.nextInt(9),
                            subscriptions,
                            random.nextInt(9),
                            purchases,
                            random.nextInt(9),
                            refunds,
                            random.nextInt(999)),
                    gross - random.nextInt(1_000)));
        }
        return out;
    }

    @Test
    void eachColumnIsSummedIntoItsOwnPlace() {
        LocalDate day = LocalDate.of(2026, 11, 30);
        var two = List.of(marked(day), marked(day.plusDays(1)));
        assertThat(Analytics.totals(two))
                .isEqualTo(new Totals(2, 20, 200, 2_000, 20_000, 200_000, 2_000_000, 20_000_000, 14));
        assertThat(Analytics.sums(two)).isEqualTo(new Sums(2, 6, 20, 2_000, 200_000, 20_000_000));
        assertThat(Analytics.sums(List.of())).isEqualTo(new Sums(0, 0, 0, 0, 0, 0));
    }

    @ParameterizedTest
    @EnumSource
    void theIntervalsSumToTheWholeAndHoldEachDayOnce(Interval interval) {
        for (int i = 0; i < 300; i++) {
            LocalDate from = LocalDate.of(2024, 1, 1).plusDays(random.nextInt(1_500));
            var days = days(from, 1 + random.nextInt(400));
            List<RevenueReport.Bucket> buckets = Analytics.buckets(days, interval);
            Sums whole = Analytics.sums(days);
            assertThat(buckets.stream().mapToLong(b -> b.sums().revenue()).sum())
                    .isEqualTo(whole.revenue());
            assertThat(buckets.stream().mapToLong(b -> b.sums().net()).sum()).isEqualTo(whole.net());
            assertThat(buckets.stream().mapToLong(b -> b.sums().refunds()).sum())
                    .isEqualTo(whole.refunds());
            var starts = buckets.stream().map(RevenueReport.Bucket::start).toList();
            assertThat(starts).isSorted().doesNotHaveDuplicates();
            assertThat(starts.getFirst()).isBeforeOrEqualTo(from);
            for (LocalDate start : starts) {
                switch (interval) {
                    case DAY -> assertThat(start).isBetween(from, from.plusDays(days.size() - 1L));
                    case WEEK -> assertThat(start.getDayOfWeek()).isEqualTo(DayOfWeek.MONDAY);
                    case MONTH -> assertThat(start.getDayOfMonth()).isEqualTo(1);
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // day, interval, where it falls
        "2026-11-30, DAY, 2026-11-30",
        "2026-11-30, WEEK, 2026-11-30",
        "2026-11-29, WEEK, 2026-11-23",
        "2027-01-01, WEEK, 2026-12-28",
        "2026-11-30, MONTH, 2026-11-01",
        "2028-02-29, MONTH, 2028-02-01",
        "2028-02-29, DAY, 2028-02-29"
    })
    void knownIntervals(LocalDate day, Interval interval, LocalDate start) {
        assertThat(Analytics.buckets(List.of(marked(day)), interval))
                .containsExactly(new RevenueReport.Bucket(start, Analytics.sums(List.of(marked(day)))));
    }

    @ParameterizedTest
    @CsvSource({
        "0, 0,",
        "5, 0,",
        "5, -1,",
        "0, 5, 0",
        "1, 3, 3333",
        "2, 3, 6666",
        "3, 3, 10000",
        "7, 3, 23333",
        "1000000, 1, 1000000"
    })
    void aShareOfNothingIsNone(long part, long whole, @Nullable Integer bps) {
        assertThat(AnalyticsStore.bps(part, whole)).isEqualTo(bps);
    }
}
