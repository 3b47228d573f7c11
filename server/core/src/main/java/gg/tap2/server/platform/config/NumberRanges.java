package gg.tap2.server.platform.config;

import java.util.ArrayList;
import java.util.List;

/// What numbers may be. A limit below zero would switch itself off.
final class NumberRanges {
    private static final long MONEY = 1_000_000_000_000L;

    private record Range(Key key, long min, long max) {}

    private static final List<Range> RANGES = List.of(
            new Range(Key.HTTP_PORT, 0, 65_535),
            new Range(Key.HTTP_MAX_REQUESTS, 1, 100_000),
            new Range(Key.HTTP_MAX_CONNECTIONS, 1, 1_000_000),
            new Range(Key.HTTP_CONNECTIONS_PER_ADDRESS, 1, 1_000_000),
            new Range(Key.DATABASE_POOL, 1, 1_000),
            new Range(Key.DATABASE_SLOW_MS, 0, 3_600_000),
            new Range(Key.PAYOUT_MINIMUM, 0, MONEY),
            new Range(Key.PAYOUT_FEE, 0, MONEY),
            new Range(Key.PAYOUT_SECOND_FACTOR_OVER, 0, MONEY),
            new Range(Key.PAYOUT_REVIEW_OVER, 0, MONEY),
            new Range(Key.PAYOUT_COOLING_HOURS, 0, 24 * 90),
            new Range(Key.ADMIN_FOUR_EYES_OVER, 0, MONEY),
            new Range(Key.HOLD_DAYS, 0, 365),
            new Range(Key.MEMBERSHIP_GRACE_DAYS, 0, 365),
            new Range(Key.DISPUTE_ANSWER_FROM, 0, 99_999_999),
            new Range(Key.FEE_PROCESSING_FIXED, 0, 10_000),
            new Range(Key.MAIL_PER_SECOND, 1, 10_000),
            new Range(Key.MAIL_CONNECTIONS, 1, 100),
            new Range(Key.OTEL_SAMPLE_PERCENT, 0, 100),
            new Range(Key.MALWARE_STREAM_MAX, 1L << 20, 2_000_000_000L),
            new Range(Key.DRAIN_SECONDS, 0, 3_600));

    private NumberRanges() {}

    /// One line for each number that is none or out of its range.
    static List<String> faults(ServerConfig config) {
        var faults = new ArrayList<String>();
        for (Range r : RANGES) {
            String text = config.text(r.key());
            try {
                long n = Long.parseLong(text);
                if (n < r.min() || n > r.max()) {
                    faults.add(r.key().key() + " must be " + r.min() + " to " + r.max() + ", not " + n);
                }
            } catch (NumberFormatException e) {
                faults.add(r.key().key() + " must be a whole number, not '" + text + "'");
            }
        }
        return faults;
    }
}
