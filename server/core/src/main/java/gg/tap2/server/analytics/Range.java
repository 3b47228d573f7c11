package gg.tap2.server.analytics;

import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;

/// Inclusive UTC days, and the days they are compared with.
record Range(LocalDate from, LocalDate to, LocalDate beforeFrom, LocalDate beforeTo) {
    private static final int DEFAULT_DAYS = 30;
    private static final int MAX_DAYS = 3_700;

    /// From `from`, `to`, `compareFrom`, `compareTo`; the last 30 days and the equally long range before by default.
    static Range of(Call call, Instant now) {
        LocalDate to = date(call, "to", LocalDate.ofInstant(now, ZoneOffset.UTC));
        LocalDate from = date(call, "from", to.minusDays(DEFAULT_DAYS - 1L));
        check(from, to, "from");
        long length = ChronoUnit.DAYS.between(from, to) + 1;
        LocalDate beforeTo = date(call, "compareTo", from.minusDays(1));
        LocalDate beforeFrom = date(call, "compareFrom", beforeTo.minusDays(length - 1));
        check(beforeFrom, beforeTo, "compareFrom");
        return new Range(from, to, beforeFrom, beforeTo);
    }

    private static void check(LocalDate from, LocalDate to, String field) {
        long days = ChronoUnit.DAYS.between(from, to) + 1;
        if (days < 1 || days > MAX_DAYS) {
            throw ApiException.invalid(field, "out_of_range", to.minusDays(MAX_DAYS - 1L), to);
        }
    }

    private static LocalDate date(Call call, String name, LocalDate fallback) {
        String raw = call.query(name).orElse(null);
        if (raw == null) {
            return fallback;
        }
        try {
            LocalDate date = LocalDate.parse(raw);
            if (date.getYear() >= 2000 && date.getYear() <= 2200) {
                return date;
            }
        } catch (DateTimeParseException e) {
            // answered below like a date out of reach
        }
        throw ApiException.invalid(name, "invalid");
    }

    static Instant startOf(LocalDate day) {
        return day.atStartOfDay(ZoneOffset.UTC).toInstant();
    }
}
