package gg.tap2.server.fanweb;

import gg.tap2.model.catalog.PublicProduct;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.i18n.Texts;
import java.text.NumberFormat;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.FormatStyle;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What every page knows: language, who looks, and what stands in its head. One for each request.
public final class View {
    public final Locale locale;
    public final @Nullable Principal principal;
    public final String path;
    public final String base;
    private final Texts texts;
    private final Assets assets;
    private final java.util.function.Supplier<String> csrf;
    public String title = "";
    public String description = "";
    public @Nullable String image;
    public @Nullable String jsonLd;
    public @Nullable String theme;
    public @Nullable String feed;
    public @Nullable String error;
    public @Nullable String notice;
    public @Nullable String script;
    public @Nullable String scriptSrc;
    /// Notices that were not read yet, for the bell.
    public long unread;
    public boolean refresh;
    public boolean noindex;

    View(
            Texts texts,
            Assets assets,
            Locale locale,
            @Nullable Principal principal,
            String path,
            String base,
            java.util.function.Supplier<String> csrf) {
        this.texts = texts;
        this.assets = assets;
        this.locale = locale;
        this.principal = principal;
        this.path = path;
        this.base = base;
        this.csrf = csrf;
    }

    public String t(String key, Object... args) {
        return texts.get(locale, "fan." + key, args);
    }

    public String asset(String name) {
        return assets.path(name);
    }

    public String csrf() {
        return csrf.get();
    }

    public String lang() {
        return locale.getLanguage();
    }

    /// The count on the bell; never wider than two figures and a sign.
    public String unreadShort() {
        return unread > 99 ? "99+" : Long.toString(unread);
    }

    /// Whether the page is this one or below it, for the navigation.
    public boolean at(String href) {
        return path.equals(href) || (!href.equals("/") && path.startsWith(href + "/"));
    }

    public boolean fan() {
        return principal != null && principal.fanId() != null;
    }

    public String money(long minor, Currency currency) {
        var f = NumberFormat.getCurrencyInstance(lang().equals("de") ? Locale.GERMANY : Locale.US);
        f.setCurrency(java.util.Currency.getInstance(currency.name()));
        f.setMinimumFractionDigits(currency.minorDigits());
        f.setMaximumFractionDigits(currency.minorDigits());
        return f.format(Money.of(minor, currency).major());
    }

    /// Without decimals where there are none to show.
    public String brief(long minor, Currency currency) {
        long unit = (long) Math.pow(10, currency.minorDigits());
        String full = money(minor, currency);
        return minor % unit != 0 ? full : full.replaceFirst("[.,]0+(?=\\D*$)", "");
    }

    public String price(PublicProduct p) {
        return p.price() == 0 && !p.payWhatYouWant()
                ? t("free")
                : money(p.price(), p.currency()) + (p.payWhatYouWant() ? "+" : "");
    }

    /// The amount as a form's field holds it.
    public String plain(long minor, Currency currency) {
        return Money.of(minor, currency).major().toPlainString();
    }

    public String date(@Nullable Instant at) {
        return at == null
                ? ""
                : DateTimeFormatter.ofLocalizedDate(FormatStyle.LONG)
                        .withLocale(locale)
                        .format(at.atOffset(ZoneOffset.UTC));
    }

    public String size(long bytes) {
        var f = NumberFormat.getInstance(locale);
        f.setMaximumFractionDigits(1);
        return bytes < 1_000_000
                ? f.format(Math.max(bytes / 1e3, 0.1)) + " kB"
                : bytes < 1_000_000_000 ? f.format(bytes / 1e6) + " MB" : f.format(bytes / 1e9) + " GB";
    }

    public String md(String markdown) {
        return Markdown.html(markdown);
    }

    /// The large form of one of our images.
    public String large(String url) {
        return url.replaceFirst("/m$", "/l");
    }

    /// Addresses for a script, one after the other.
    public <T> String join(List<T> things, Function<T, String> each) {
        return things.stream().map(each).collect(Collectors.joining(" "));
    }

    public String initial(String name) {
        return name.isBlank()
                ? "?"
                : name.substring(0, name.offsetByCodePoints(0, 1)).toUpperCase(Locale.ROOT);
    }
}
