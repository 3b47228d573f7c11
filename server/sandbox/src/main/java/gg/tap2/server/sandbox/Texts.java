package gg.tap2.server.sandbox;

import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.text.MessageFormat;
import java.util.Locale;
import java.util.Properties;

/// Texts of the hosted pages, English and German.
public final class Texts {
    private static final Properties ENGLISH = load("en");
    private static final Properties GERMAN = load("de");
    private final Properties texts;
    private final Locale locale;

    private Texts(Properties texts, Locale locale) {
        this.texts = texts;
        this.locale = locale;
    }

    public static Texts of(Locale locale) {
        return locale.getLanguage().equals("de")
                ? new Texts(GERMAN, Locale.GERMAN)
                : new Texts(ENGLISH, Locale.ENGLISH);
    }

    private static Properties load(String language) {
        var properties = new Properties();
        try (var in = Texts.class.getResourceAsStream("/i18n/sandbox_" + language + ".properties")) {
            if (in == null) {
                throw new IllegalStateException("no sandbox texts for " + language);
            }
            properties.load(new InputStreamReader(in, StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return properties;
    }

    public Locale locale() {
        return locale;
    }

    public String get(String key, Object... args) {
        String text = texts.getProperty(key);
        if (text == null) {
            throw new IllegalArgumentException("no sandbox text " + key);
        }
        return args.length == 0 ? text : new MessageFormat(text, locale).format(args);
    }

    /// The text escaped for HTML.
    public String html(String key, Object... args) {
        return Html.escape(get(key, args));
    }

    public boolean has(String key) {
        return texts.containsKey(key);
    }
}
