package gg.tap2.studio.ui;

import gg.tap2.model.common.Languages;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/// The studio's texts in one language: `i18n/<area>_<language>.properties`, UTF-8, [MessageFormat] when arguments are
/// given. A key is `area.name`. A missing key is a bug that a test finds; at run time the key itself is shown.
public final class Texts {
    private final Locale locale;
    private final Map<String, Properties> areas = new ConcurrentHashMap<>();

    public Texts(Locale locale) {
        this.locale = locale;
    }

    /// The language of ours that is nearest.
    public static String language(Locale locale) {
        return Languages.supported(locale).getLanguage();
    }

    public Locale locale() {
        return locale;
    }

    public String get(String key, Object... args) {
        int dot = key.indexOf('.');
        String text = area(key.substring(0, dot)).getProperty(key.substring(dot + 1));
        if (text == null) {
            return key;
        }
        return args.length == 0 ? text : new MessageFormat(text, locale).format(args);
    }

    public boolean has(String key) {
        int dot = key.indexOf('.');
        return area(key.substring(0, dot)).containsKey(key.substring(dot + 1));
    }

    private Properties area(String name) {
        return areas.computeIfAbsent(name, n -> load(n, language(locale)));
    }

    static Properties load(String area, String language) {
        var properties = new Properties();
        try (var in = Texts.class.getResourceAsStream("/i18n/" + area + "_" + language + ".properties")) {
            if (in != null) {
                properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }
}
