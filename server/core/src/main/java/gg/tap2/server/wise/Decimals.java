package gg.tap2.server.wise;

import gg.tap2.model.common.Currency;
import gg.tap2.server.payouts.PayoutProvider.OutcomeUnknownException;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import org.jspecify.annotations.Nullable;

/// Amounts and times as Wise writes them: decimals of the whole unit, and UTC with or without saying so.
final class Decimals {
    private static final DateTimeFormatter BARE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss");
    private static final DateTimeFormatter QUERY =
            DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);

    private Decimals() {}

    static BigDecimal of(long minor, Currency currency) {
        return BigDecimal.valueOf(minor, currency.minorDigits());
    }

    /// @throws OutcomeUnknownException for a part of a minor unit, which no amount of ours has
    static long minor(BigDecimal value, Currency currency) {
        try {
            return value.movePointRight(currency.minorDigits()).longValueExact();
        } catch (ArithmeticException e) {
            throw new OutcomeUnknownException("an amount that is none: " + value);
        }
    }

    static String timestamp(Instant at) {
        return QUERY.format(at);
    }

    /// Null for what is no time.
    static @Nullable Instant instant(String text) {
        try {
            return text.contains("T")
                    ? OffsetDateTime.parse(text).toInstant()
                    : LocalDateTime.parse(text, BARE).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException e) {
            return null;
        }
    }
}
