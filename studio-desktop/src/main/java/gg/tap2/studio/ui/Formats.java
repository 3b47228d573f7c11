package gg.tap2.studio.ui;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.TypedNumber;
import java.math.BigDecimal;
import java.text.NumberFormat;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.Locale;
import java.util.Optional;

/// Amounts, dates and sizes in the user's language. Days of money are UTC days; moments are shown in `zone`.
public final class Formats {
    private final Locale locale;
    private final DateTimeFormatter moment;
    private final DateTimeFormatter day;
    private final DateTimeFormatter dayUtc;
    private final DateTimeFormatter shortDay;

    /// To be copied for each use: formats may be used by one thread at a time, and looking them up is slow.
    private final NumberFormat money;
    private final NumberFormat shortMoney;

    public Formats(Locale locale, ZoneId zone) {
        this.locale = locale;
        this.moment = DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                .withLocale(locale)
                .withZone(zone);
        this.day = DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(locale)
                .withZone(zone);
        this.dayUtc = DateTimeFormatter.ofLocalizedDate(FormatStyle.MEDIUM)
                .withLocale(locale)
                .withZone(ZoneOffset.UTC);
        this.money = NumberFormat.getCurrencyInstance(locale);
        this.shortMoney = NumberFormat.getCompactNumberInstance(locale, NumberFormat.Style.SHORT);
        shortMoney.setMaximumFractionDigits(1);
        this.shortDay = DateTimeFormatter.ofPattern(locale.getLanguage().equals("de") ? "d. MMM" : "MMM d", locale);
    }

    public Locale locale() {
        return locale;
    }

    public String money(long minor, Currency currency) {
        NumberFormat format = (NumberFormat) money.clone();
        format.setCurrency(java.util.Currency.getInstance(currency.name()));
        format.setMinimumFractionDigits(currency.minorDigits());
        format.setMaximumFractionDigits(currency.minorDigits());
        return format.format(BigDecimal.valueOf(minor, currency.minorDigits()));
    }

    /// For axes and small places: `1.2K`.
    public String shortMoney(long minor, Currency currency) {
        NumberFormat format = (NumberFormat) shortMoney.clone();
        return java.util.Currency.getInstance(currency.name()).getSymbol(locale)
                + format.format(BigDecimal.valueOf(minor, currency.minorDigits()));
    }

    /// The amount as a plain number to edit.
    public String amount(long minor, Currency currency) {
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setGroupingUsed(false);
        format.setMinimumFractionDigits(currency.minorDigits());
        format.setMaximumFractionDigits(currency.minorDigits());
        return format.format(BigDecimal.valueOf(minor, currency.minorDigits()));
    }

    /// Minor units of a typed amount; empty when it is no amount of that currency. Reads what [#amount] writes, and
    /// what [TypedNumber] allows.
    public Optional<Long> parseAmount(String typed, Currency currency) {
        return TypedNumber.amount(typed, currency);
    }

    public String count(long number) {
        return NumberFormat.getIntegerInstance(locale).format(number);
    }

    public String percent(double fraction) {
        NumberFormat format = NumberFormat.getPercentInstance(locale);
        format.setMaximumFractionDigits(1);
        return format.format(fraction);
    }

    public String moment(Instant at) {
        return moment.format(at);
    }

    public String day(Instant at) {
        return day.format(at);
    }

    public String day(LocalDate date) {
        return dayUtc.format(date.atStartOfDay(ZoneOffset.UTC));
    }

    public String shortDay(LocalDate date) {
        return shortDay.format(date);
    }

    /// `1.4 GB`: decimal units, as file managers show them.
    public String size(long bytes) {
        String[] units = {"B", "KB", "MB", "GB", "TB"};
        double value = bytes;
        int unit = 0;
        while (value >= 1000 && unit < units.length - 1) {
            value /= 1000;
            unit++;
        }
        NumberFormat format = NumberFormat.getNumberInstance(locale);
        format.setMaximumFractionDigits(unit < 2 || value >= 100 ? 0 : 1);
        return format.format(value) + " " + units[unit];
    }

    public String duration(Duration d) {
        long seconds = Math.max(1, d.toSeconds());
        if (seconds < 60) {
            return seconds + " s";
        }
        if (seconds < 3600) {
            return seconds / 60 + " min " + seconds % 60 + " s";
        }
        return seconds / 3600 + " h " + seconds % 3600 / 60 + " min";
    }
}
