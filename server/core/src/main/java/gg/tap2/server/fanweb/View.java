package gg.tap2.server.fanweb;

import gg.tap2.model.catalog.PublicProduct;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.i18n.Texts;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.text.NumberFormat;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/// What every page knows: language, who looks, and what stands in its head. One for each request.
public final class View {
    private static final Pattern ADDRESS = Pattern.compile("https://[^\\s<>\"]*[^\\s<>\".,;:!?)\\]']");

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

    /// Why mail does not reach whoever is signed in.
    public @Nullable String mailTrouble;

    public @Nullable String script;
    public @Nullable String scriptSrc;
    /// Whether something on the page can be answered with a passkey.
    public boolean passkeys;
    /// Notices that were not read yet, for the bell.
    public long unread;
    /// Seconds after which the page asks again by itself; 0: never.
    public int refresh;
    /// Whether the page shows something that changes soon, so that no browser keeps it.
    public boolean changing;
    /// The whole address with its query, for the way back to it.
    public String address = "";
    /// The form that was sent and refused.
    @Nullable
    Refusal refused;

    public boolean noindex;
    /// What kind of thing the page shows, for previews of links.
    public String ogType = "website";
    /// The part of the address's query that makes it a page of its own; empty for none.
    public String kept = "";

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
        this.address = path;
        this.base = base;
        this.csrf = csrf;
    }

    public String t(String key, Object... args) {
        return texts.get(locale, "fan." + key, args);
    }

    /// What is wrong with a field of a form; empty when nothing is.
    public String wrong(String form, String field) {
        return refused == null ? "" : refused.at(form, field);
    }

    /// Why a form was refused, where none of its fields has said it; empty otherwise.
    public String refusal(String form) {
        return refused == null ? "" : refused.rest(form);
    }

    /// Whether this form comes back refused, so that what holds it is open.
    public boolean failed(String form) {
        return refused != null && refused.of(form);
    }

    /// What was typed, when this form comes back refused.
    public String typed(String form, String field, String otherwise) {
        String typed = refused == null ? null : refused.typed(form, field);
        return typed == null ? otherwise : typed;
    }

    /// The address of the page as a value in another one's query.
    public String here() {
        return URLEncoder.encode(address, StandardCharsets.UTF_8);
    }

    /// The address under which search engines keep this page: later pages of a list and what a tag finds are pages of
    /// their own.
    public String canonical() {
        return kept.isEmpty() ? path : path + "?" + kept;
    }

    /// A value for the query of an address.
    public String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    /// What a sale is called in the reader's language. A tip has no title of its own: it is called after its creator.
    public String sale(SaleKind kind, String title, String creator) {
        return kind == SaleKind.TIP ? t("sale.tip", creator) : title;
    }

    /// The sale with its kind in front, where the name does not say it.
    public String named(SaleKind kind, String title, String creator) {
        return kind == SaleKind.TIP ? sale(kind, title, creator) : t("kind." + kind) + ": " + title;
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

    /// Its name and code.
    public String currency(Currency currency) {
        return java.util.Currency.getInstance(currency.name()).getDisplayName(locale) + " (" + currency + ")";
    }

    public String money(long minor, Currency currency) {
        return Texts.money(locale, Money.of(minor, currency));
    }

    /// Without decimals where there are none to show.
    public String brief(long minor, Currency currency) {
        long unit = (long) Math.pow(10, currency.minorDigits());
        String full = money(minor, currency);
        return minor % unit != 0 ? full : full.replaceFirst("[.,]0+(?=\\D*$)", "");
    }

    /// A card's brand as it is written on the card.
    public String brand(String brand) {
        return brand.equals("amex")
                ? "American Express"
                : brand.isEmpty() ? brand : brand.substring(0, 1).toUpperCase(Locale.ROOT) + brand.substring(1);
    }

    public String price(PublicProduct p) {
        if (p.membersOnly()) {
            return t("members.only");
        }
        return p.price() == 0 && !p.payWhatYouWant()
                ? t("free")
                : money(p.price(), p.currency()) + (p.payWhatYouWant() ? "+" : "");
    }

    /// The amount as a form's field holds it.
    public String plain(long minor, Currency currency) {
        return Money.of(minor, currency).major().toPlainString();
    }

    public String date(@Nullable Instant at) {
        return at == null ? "" : Texts.day(locale, at);
    }

    public String moment(Instant at) {
        return Texts.moment(locale, at);
    }

    public String size(long bytes) {
        var f = NumberFormat.getInstance(locale);
        f.setMaximumFractionDigits(1);
        return bytes < 1_000_000
                ? f.format(Math.max(bytes / 1e3, 0.1)) + " kB"
                : bytes < 1_000_000_000 ? f.format(bytes / 1e6) + " MB" : f.format(bytes / 1e9) + " GB";
    }

    /// A plain text cut where an address begins and ends, so that a page can make links of the addresses.
    public static List<String> cut(String text) {
        var out = new ArrayList<String>();
        int from = 0;
        var m = ADDRESS.matcher(text);
        while (m.find()) {
            out.add(text.substring(from, m.start()));
            out.add(m.group());
            from = m.end();
        }
        out.add(text.substring(from));
        return out;
    }

    /// Markdown as HTML; rows of earlier releases may hold none.
    public String md(@Nullable String markdown) {
        return markdown == null ? "" : Markdown.html(markdown);
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
