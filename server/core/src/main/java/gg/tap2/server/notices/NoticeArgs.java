package gg.tap2.server.notices;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Languages;
import gg.tap2.model.common.Money;
import gg.tap2.server.platform.i18n.Texts;
import gg.tap2.server.platform.json.Json;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.ArrayList;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/// What a notice's text is filled with, kept as JSON so that each reader sees it in their own language: texts,
/// `{amount, currency}`, `{bps}` for a percentage, `{at}` for a moment, `{day}` for a day, `{tip}` with the creator's
/// name for a tip. `of…` write them, `read` fills a text.
final class NoticeArgs {
    /// In place of something that nobody said.
    static final String NONE = "–";

    private static final double BPS = 10_000;

    private record Format(Locale locale, Currency currency) {}

    /// Making one takes longer than the rest of a notice; they are copied, as none may be shared.
    private static final Map<Format, NumberFormat> FORMATS = new ConcurrentHashMap<>();

    private NoticeArgs() {}

    static Object[] read(Texts texts, String json, Locale locale) {
        var out = new ArrayList<Object>();
        Json.tree(json).forEach(a -> out.add(text(texts, a, locale)));
        return out.toArray();
    }

    static String orNone(@Nullable String text) {
        return text == null || text.isBlank() ? NONE : text;
    }

    static Object of(Money amount) {
        return Map.of("amount", amount.minor(), "currency", amount.currency().name());
    }

    /// @param creator who got it; empty for that creator's own eyes
    static Object ofTip(String creator) {
        return Map.of("tip", creator);
    }

    /// @param bps basis points
    static Object ofShare(int bps) {
        return Map.of("bps", bps);
    }

    static Object ofMoment(Instant at) {
        return Map.of("at", at);
    }

    static Object ofDay(Instant at) {
        return Map.of("day", at);
    }

    /// A tip as a title, in the reader's language.
    ///
    /// @param creator who got it; empty for that creator's own eyes
    static String tip(Texts texts, String creator, Locale locale) {
        return creator.isEmpty() ? texts.get(locale, "sale.tip") : texts.get(locale, "sale.tip.for", creator);
    }

    private static String text(Texts texts, JsonNode a, Locale locale) {
        if (a.has("tip")) {
            return tip(texts, a.path("tip").asText(), locale);
        }
        if (a.has("bps")) {
            return percent(a.path("bps").asInt(), locale);
        }
        if (a.has("day")) {
            return day(Instant.parse(a.path("day").asText()), locale);
        }
        if (a.has("at")) {
            return moment(Instant.parse(a.path("at").asText()), locale);
        }
        return a.isObject()
                ? amount(
                        Money.of(
                                a.path("amount").asLong(),
                                Currency.valueOf(a.path("currency").asText("USD"))),
                        locale)
                : a.asText().replace('_', ' ');
    }

    static String amount(Money m, Locale locale) {
        var key = new Format(Languages.supported(locale), m.currency());
        var format =
                (NumberFormat) FORMATS.computeIfAbsent(key, NoticeArgs::format).clone();
        return format.format(m.major());
    }

    private static NumberFormat format(Format f) {
        return Languages.moneyFormat(f.locale(), f.currency());
    }

    /// Basis points as `7.5%` or `7,5 %`.
    static String percent(int bps, Locale locale) {
        NumberFormat format = NumberFormat.getPercentInstance(locale);
        format.setMaximumFractionDigits(2);
        return format.format(bps / BPS);
    }

    /// A day in UTC, as `3 May 2027`.
    static String day(Instant at, Locale locale) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(locale)
                .format(at.atOffset(ZoneOffset.UTC));
    }

    static String moment(Instant at, Locale locale) {
        return DateTimeFormatter.ofPattern("d MMMM uuuu, HH:mm 'UTC'", locale).format(at.atOffset(ZoneOffset.UTC));
    }
}
