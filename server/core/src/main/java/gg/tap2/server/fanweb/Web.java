package gg.tap2.server.fanweb;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.Utf8ByteOutput;
import gg.tap2.server.accounts.Csrf;
import gg.tap2.server.notices.Feed;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.i18n.Texts;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Draws pages from the precompiled templates.
final class Web {
    private static final Set<String> PAYMENTS_AWAY = Set.of("payment_provider_unavailable", "payments_not_available");
    private static final HeaderName ACCOUNT = HeaderNames.create("X-Tap2-Account");

    private final Texts texts;
    private final Csrf csrf;
    private final Feed feed;
    private final Supplier<String> baseUrl;
    final Assets assets = new Assets();
    private final TemplateEngine engine = TemplateEngine.createPrecompiled(
            null, ContentType.Html, Web.class.getClassLoader(), "gg.tap2.server.pages.generated");

    Web(Texts texts, Csrf csrf, Feed feed, Supplier<String> baseUrl) {
        this.texts = texts;
        this.csrf = csrf;
        this.feed = feed;
        this.baseUrl = baseUrl;
    }

    View view(Call c, String title) {
        var v = new View(
                texts,
                assets,
                c.locale(),
                c.findPrincipal().orElse(null),
                c.request().path().path(),
                baseUrl.get(),
                () -> csrf.token(c));
        String query = c.request().query().rawValue();
        v.address = c.request().path().path() + (query.isEmpty() ? "" : "?" + query);
        v.title = v.t(title);
        c.findPrincipal().ifPresent(p -> {
            v.unread = feed.unread(p.userId());
            feed.mailTrouble(p.userId())
                    .ifPresent(t -> v.mailTrouble = v.t("mail_trouble." + t.reason(), t.address(), t.detail()));
        });
        return v;
    }

    /// What somebody without an account sees, whoever asks. It holds no form with a token of one visitor.
    View guest(Call c) {
        return new View(texts, assets, c.locale(), null, c.request().path().path(), baseUrl.get(), () -> {
            throw new IllegalStateException("a page for everybody holds no token");
        });
    }

    View bare(Locale locale, @Nullable Principal reader) {
        return new View(texts, assets, locale, reader, "/", baseUrl.get(), () -> "");
    }

    String base() {
        return baseUrl.get();
    }

    byte[] draw(String template, View v, Map<String, Object> model) {
        var params = new java.util.HashMap<String, Object>(model);
        params.put("v", v);
        var out = new Utf8ByteOutput();
        engine.render(template + ".jte", params, out);
        return out.toByteArray();
    }

    void send(Call c, String template, View v, Map<String, Object> model) {
        send(c, 200, template, v, model);
    }

    void send(Call c, int status, String template, View v, Map<String, Object> model) {
        byte[] page = draw(template, v, model);
        if (v.refused != null && !v.refused.isShown()) {
            // The form is not on this page any more: the top is the place that is left.
            v.error = v.refused.message();
            v.refused.again();
            page = draw(template, v, model);
        }
        if (v.scriptSrc != null) {
            c.paying();
        }
        // Pages of an account stay in no cache: not of a proxy, nor of a browser that somebody else uses next.
        boolean ofAccount = switch (c.route().access()) {
            case PUBLIC, FAN_OR_GUEST, WEBHOOK, SANDBOX -> false;
            default -> true;
        };
        boolean changing = ofAccount
                || v.changing
                || v.refresh > 0
                || status != 200
                || c.route().unsafe();
        c.findPrincipal().ifPresent(p -> c.response().headers().set(HeaderValues.create(ACCOUNT, tag(p.userId()))));
        c.response()
                .headers()
                .set(HeaderValues.create(HeaderNames.CACHE_CONTROL, changing ? "no-store" : "private, no-cache"));
        if (!changing && c.known(Call.etag(page))) {
            return;
        }
        c.html(status, page);
    }

    /// Tells the service worker whose pages it keeps, without telling who that is.
    private static String tag(UUID user) {
        return RandomTokens.hash("service worker " + user).substring(0, 16);
    }

    String message(Call c, ApiException e) {
        var violations = e.violations();
        if (violations != null) {
            var details = new gg.tap2.server.platform.http.ErrorMapper(texts).details(violations, c.locale());
            if (details != null && !details.isEmpty()) {
                return String.join(" ", details.values().iterator().next());
            }
        }
        return texts.get(c.locale(), "error." + e.code(), e.args());
    }

    /// Puts a refusal on the page, into the form that was sent.
    void explain(Call c, View v, @Nullable ApiException problem) {
        explain(c, v, problem, c.request().path().path());
    }

    /// The same for one of several forms with one address.
    void explain(Call c, View v, @Nullable ApiException problem, String form) {
        v.refused = problem == null ? null : refusal(c, problem, form);
    }

    Refusal refusal(Call c, ApiException problem, String form) {
        var details = new gg.tap2.server.platform.http.ErrorMapper(texts).details(problem.violations(), c.locale());
        return new Refusal(c, form, message(c, problem), problem.code(), details == null ? Map.of() : details);
    }

    /// A refusal in words of the pages, at one field.
    Refusal refusal(Call c, String form, String field, String key, Object... args) {
        String words = texts.get(c.locale(), "fan." + key, args);
        return new Refusal(c, form, words, key, field.isEmpty() ? Map.of() : Map.of(field, List.of(words)));
    }

    /// A refusal that the form itself can show. Payments that are away are one: the form stays for the next try.
    ///
    /// @throws ApiException the refusal, when the thing is not there
    static ApiException shown(ApiException e) {
        if (e.status() == 404 || e.status() >= 500 && !PAYMENTS_AWAY.contains(e.code())) {
            throw e;
        }
        return e;
    }

    /// What somebody looks for; empty for nothing.
    static String words(Call c) {
        return c.query("q")
                .map(String::strip)
                .map(s -> s.substring(0, Math.min(s.length(), 80)))
                .orElse("");
    }

    /// Pages that so many things fill; at least one.
    static int pages(long things, int onOne) {
        return (int) Math.max(1, (things + onOne - 1) / onOne);
    }

    static java.util.Optional<UUID> uuid(String text) {
        try {
            return java.util.Optional.of(UUID.fromString(text));
        } catch (IllegalArgumentException e) {
            return java.util.Optional.empty();
        }
    }

    static @Nullable UUID fan(Call c) {
        return c.findPrincipal().map(p -> p.fanId()).orElse(null);
    }

    /// A path on this site, or the fallback: never another site.
    static String next(Call c, String fallback) {
        return c.field("next").or(() -> c.query("next")).filter(Web::isOwnPath).orElse(fallback);
    }

    static boolean isOwnPath(String n) {
        return n.startsWith("/")
                && !n.startsWith("//")
                && n.indexOf('\\') < 0
                && n.chars().allMatch(ch -> ch > 32 && ch < 127);
    }
}
