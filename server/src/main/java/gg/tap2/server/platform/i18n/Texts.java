package gg.tap2.server.platform.i18n;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/// All texts of all features. A key that is missing in one language is a bug that the bundle test finds; at run
/// time the key itself is shown.
public final class Texts {
    public static final List<Locale> LOCALES = List.of(Locale.ENGLISH, Locale.GERMAN);
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

    public String get(Locale locale, String key, Object... args) {
        String pattern = texts.getOrDefault(supported(locale), Map.of()).getOrDefault(key, key);
        return args.length == 0 && pattern.indexOf('\'') < 0 && pattern.indexOf('{') < 0
                ? pattern
                : new MessageFormat(pattern, supported(locale)).format(args);
    }

    public static Locale supported(Locale locale) {
        return locale.getLanguage().equals("de") ? Locale.GERMAN : Locale.ENGLISH;
    }

    /// An explicit choice wins over the browser's preference.
    public static Locale choose(@Nullable String chosen, @Nullable String acceptLanguage) {
        if (chosen != null && (chosen.equals("de") || chosen.equals("en"))) {
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
