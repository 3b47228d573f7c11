package gg.tap2.server.sandbox;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.util.Currency;
import java.util.Locale;

/// HTML of hosted and control pages: no inline script, no inline style.
public final class Html {
    private Html() {}

    public static String escape(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;")
                .replace("'", "&#39;");
    }

    public static String page(Locale locale, String title, String cssClass, String body) {
        return page(locale, title, cssClass, "", body);
    }

    public static String page(Locale locale, String title, String cssClass, String head, String body) {
        return "<!doctype html><html lang=\"" + locale.getLanguage() + "\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">"
                + "<meta name=\"color-scheme\" content=\"light dark\"><title>" + escape(title) + "</title>"
                + "<link rel=\"icon\" href=\"data:,\">"
                + "<link rel=\"stylesheet\" href=\"/assets/sandbox.css\">" + head + "</head><body class=\"" + cssClass
                + "\">" + body + "</body></html>";
    }

    public static String money(long minor, String currency, Locale locale) {
        Currency unit = Currency.getInstance(currency.toUpperCase(Locale.ROOT));
        NumberFormat format =
                NumberFormat.getCurrencyInstance(locale.getLanguage().equals("de") ? Locale.GERMANY : Locale.US);
        format.setCurrency(unit);
        int digits = unit.getDefaultFractionDigits();
        format.setMinimumFractionDigits(digits);
        format.setMaximumFractionDigits(digits);
        return format.format(BigDecimal.valueOf(minor, digits));
    }

    /// Routes for the files every stand-in's pages share.
    public static void assets(Router router) {
        router.get("/assets/sandbox.css", call -> asset("/sandbox/assets/sandbox.css", "text/css"));
    }

    public static Reply asset(String resource, String contentType) {
        try (var in = Html.class.getResourceAsStream(resource)) {
            if (in == null) {
                throw new IllegalStateException(resource);
            }
            return Reply.text(200, contentType, new String(in.readAllBytes(), StandardCharsets.UTF_8))
                    .header("Cache-Control", "no-cache")
                    .header("X-Content-Type-Options", "nosniff");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
