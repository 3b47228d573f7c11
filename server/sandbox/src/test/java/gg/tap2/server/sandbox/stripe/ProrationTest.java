package gg.tap2.server.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Billing periods and the part of an amount that falls on the rest of one.
final class ProrationTest {
    private static final long DAY = 86_400;

    private static final Random RANDOM = random();

    private static Random random() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("ProrationTest seed " + seed);
        return new Random(seed);
    }

    private static JsonNode every(String interval, int count) {
        return JsonNodeFactory.instance.objectNode().put("interval", interval).put("interval_count", count);
    }

    private static long at(String time) {
        return Instant.parse(time).getEpochSecond();
    }

    @ParameterizedTest
    @CsvSource({
        "2026-01-31T10:00:00Z, month, 1, 1, 2026-02-28T10:00:00Z",
        "2026-01-31T10:00:00Z, month, 1, 2, 2026-03-31T10:00:00Z",
        "2028-01-31T10:00:00Z, month, 1, 1, 2028-02-29T10:00:00Z",
        "2026-11-30T23:59:59Z, month, 1, 3, 2027-02-28T23:59:59Z",
        "2026-12-31T00:00:00Z, month, 3, 1, 2027-03-31T00:00:00Z",
        "2028-02-29T00:00:00Z, year, 1, 1, 2029-02-28T00:00:00Z",
        "2028-02-29T00:00:00Z, year, 1, 4, 2032-02-29T00:00:00Z",
        "2026-03-28T12:00:00Z, day, 1, 2, 2026-03-30T12:00:00Z",
        "2026-03-28T12:00:00Z, week, 2, 1, 2026-04-11T12:00:00Z",
        "2026-03-28T12:00:00Z, month, 1, 0, 2026-03-28T12:00:00Z"
    })
    void periodsKeepTheAnchorsDayWhereTheMonthHasIt(String anchor, String interval, int count, long n, String end) {
        assertThat(Periods.plus(at(anchor), every(interval, count), n)).isEqualTo(at(end));
    }

    @Test
    void periodsFollowEachOtherWithoutGapAndWithoutDrifting() {
        for (int i = 0; i < 500; i++) {
            long anchor = at("2024-01-01T00:00:00Z") + RANDOM.nextLong(4 * 365 * DAY);
            JsonNode monthly = every("month", 1);
            int day = Instant.ofEpochSecond(anchor)
                    .atZone(java.time.ZoneOffset.UTC)
                    .getDayOfMonth();
            long before = anchor;
            for (int n = 1; n <= 36; n++) {
                long end = Periods.plus(anchor, monthly, n);
                assertThat(end - before).isBetween(28 * DAY, 31 * DAY + 3 * DAY);
                var date = Instant.ofEpochSecond(end)
                        .atZone(java.time.ZoneOffset.UTC)
                        .toLocalDate();
                assertThat(date.getDayOfMonth()).isEqualTo(Math.min(day, date.lengthOfMonth()));
                before = end;
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        // amount, from, to, at, part
        "1000, 0, 100, 0, 1000",
        "1000, 0, 100, 50, 500",
        "1000, 0, 100, 100, 0",
        "1000, 0, 100, 101, 0",
        "1000, 0, 100, -50, 1000",
        "1000, 0, 3, 1, 667",
        "1000, 0, 3, 2, 333",
        "1, 0, 2, 1, 1",
        "0, 0, 100, 50, 0",
        "1000, 100, 100, 50, 0",
        "1000, 100, 50, 60, 0",
        "9223372036854775807, 0, 2, 0, 9223372036854775807"
    })
    void knownParts(long amount, long from, long to, long at, long part) {
        assertThat(Periods.part(amount, from, to, at)).isEqualTo(part);
    }

    @Test
    void aPartIsTheExactShareRoundedHalfUp() {
        for (int i = 0; i < 20_000; i++) {
            long amount = RANDOM.nextInt(10_000_000);
            long from = RANDOM.nextInt(1_000_000);
            long to = from + 1 + RANDOM.nextInt(10_000_000);
            long at = from + RANDOM.nextLong(to - from + 1);
            assertThat(Periods.part(amount, from, to, at))
                    .isEqualTo(BigDecimal.valueOf(amount)
                            .multiply(BigDecimal.valueOf(to - at))
                            .divide(BigDecimal.valueOf(to - from), 0, RoundingMode.HALF_UP)
                            .longValueExact());
        }
    }

    /// What is credited for the old price is what was still to be used of it: at most what was paid, less as time goes.
    @Test
    void theCreditNeverGrowsWithTimeAndIsNeverMoreThanWasPaid() {
        for (int i = 0; i < 2_000; i++) {
            long amount = RANDOM.nextInt(1_000_000);
            long to = 28 * DAY + RANDOM.nextInt((int) (3 * DAY));
            long before = amount;
            for (int step = 0; step <= 20; step++) {
                long part = Periods.part(amount, 0, to, to * step / 20);
                assertThat(part).isBetween(0L, before);
                before = part;
            }
            assertThat(before).as("nothing at the end").isZero();
        }
    }

    /// To a dearer price the fan pays the difference for the rest of the period, within a cent of rounding.
    @Test
    void changingCostsTheDifferenceForWhatIsLeft() {
        for (int i = 0; i < 10_000; i++) {
            long old = RANDOM.nextInt(100_000);
            long fresh = RANDOM.nextInt(100_000);
            long to = 30 * DAY;
            long at = RANDOM.nextLong(to);
            long due = Periods.part(fresh, 0, to, at) - Periods.part(old, 0, to, at);
            BigDecimal exact = BigDecimal.valueOf(fresh - old)
                    .multiply(BigDecimal.valueOf(to - at))
                    .divide(BigDecimal.valueOf(to), 10, RoundingMode.HALF_UP);
            assertThat(exact.subtract(BigDecimal.valueOf(due)).abs()).isLessThanOrEqualTo(BigDecimal.ONE);
        }
    }

    /// Changing there and back in the same second costs nothing.
    @Test
    void thereAndBackAtOnceIsFree() {
        for (int i = 0; i < 5_000; i++) {
            long a = RANDOM.nextInt(100_000);
            long b = RANDOM.nextInt(100_000);
            long at = RANDOM.nextLong(30 * DAY);
            long there = Periods.part(b, 0, 30 * DAY, at) - Periods.part(a, 0, 30 * DAY, at);
            long back = Periods.part(a, 0, 30 * DAY, at) - Periods.part(b, 0, 30 * DAY, at);
            assertThat(there + back).isZero();
        }
    }
}
