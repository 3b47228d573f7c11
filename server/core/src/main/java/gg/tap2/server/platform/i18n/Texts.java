package gg.tap2.server.platform.i18n;

import gg.tap2.model.common.Languages;
import gg.tap2.model.common.MinorUnits;
import gg.tap2.model.common.Money;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// All texts of all features. A key that is missing in one language is a bug that the bundle test finds; at run
/// time the key itself is shown.
public final class Texts {
    public static final List<Locale> LOCALES = Languages.ALL;
    /// Bundle names; each has an `_en` and a `_de` file.
    public static final List<String> BUNDLES = List.of(
            "errors",
            "validation",
            "accounts",
            "catalog",
            "media",
            "billing",
            "payouts",
            "fanweb",
            "notices",
            "feed",
            "admin",
            "analytics");

    private final Map<Locale, Map<String, String>> texts = new HashMap<>();

    public Texts() {
        for (Locale locale : LOCALES) {
            var all = new HashMap<String, String>();
            for (String bundle : BUNDLES) {
                load(bundle, locale).forEach((k, v) -> all.put(k.toString(), v.toString()));
            }
            texts.put(locale, Map.copyOf(all));
        }
    }

    /// The entries of one bundle; empty when the feature has none yet.
    public static Properties load(String bundle, Locale locale) {
        var properties = new Properties();
        try (var in = Texts.class.getResourceAsStream("/i18n/" + bundle + "_" + locale.getLanguage() + ".properties")) {
            if (in != null) {
                properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    /// The text with its arguments as people of that language write them: an amount with its currency, a time as a day
    /// in UTC.
    public String get(Locale locale, String key, Object... args) {
        String pattern = texts.getOrDefault(supported(locale), Map.of()).getOrDefault(key, key);
        if (args.length == 0 && pattern.indexOf('\'') < 0 && pattern.indexOf('{') < 0) {
            return pattern;
        }
        Object[] shown = new Object[args.length];
        for (int i = 0; i < args.length; i++) {
            shown[i] = shown(locale, args[i]);
        }
        return new MessageFormat(pattern, supported(locale)).format(shown);
    }

    /// An argument in the reader's language; a text by its key, and several of them one after the other.
    private Object shown(Locale locale, Object arg) {
        return switch (arg) {
            case Money m -> money(locale, m);
            case MinorUnits m -> m.amount();
            case Instant at -> day(locale, at);
            case Phrase p -> get(locale, p.key(), p.args().toArray());
            case List<?> several ->
                several.stream().map(x -> shown(locale, x).toString()).collect(Collectors.joining(" "));
            case null, default -> arg;
        };
    }

    /// An amount with its currency's sign, as people of that language write it.
    public static String money(Locale locale, Money amount) {
        return Languages.money(locale, amount);
    }

    /// The day of a time in UTC, written out.
    public static String day(Locale locale, Instant at) {
        return DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                .withLocale(supported(locale))
                .format(at.atOffset(ZoneOffset.UTC));
    }

    /// A time in UTC, to the minute.
    public static String moment(Locale locale, Instant at) {
        return DateTimeFormatter.ofLocalizedDateTime(FormatStyle.MEDIUM, FormatStyle.SHORT)
                        .withLocale(supported(locale))
                        .format(at.atOffset(ZoneOffset.UTC))
                + " UTC";
    }

    public static Locale supported(Locale locale) {
        return Languages.supported(locale);
    }

    /// An explicit choice wins over the browser's preference.
    public static Locale choose(@Nullable String chosen, @Nullable String acceptLanguage) {
        if (chosen != null && Languages.isSupported(chosen)) {
            return Locale.of(chosen);
        }
        if (acceptLanguage == null || acceptLanguage.isBlank() || acceptLanguage.length() > 200) {
            return Locale.ENGLISH;
        }
        try {
            Locale best = Locale.lookup(Locale.LanguageRange.parse(acceptLanguage), LOCALES);
            return best == null ? Locale.ENGLISH : best;
        } catch (IllegalArgumentException e) {
            return Locale.ENGLISH;
        }
    }
}
