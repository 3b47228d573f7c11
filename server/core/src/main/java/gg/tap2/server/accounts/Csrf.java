package gg.tap2.server.accounts;

import gg.tap2.server.platform.crypto.Hmac;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.ExpiredForm;
import gg.tap2.server.platform.http.Guard;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.Route;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Supplier;

/// Refuses requests that another site makes a browser send. Forms, and whatever a browser authenticates by cookie,
/// carry a token that is signed over a random cookie and the session, so that neither a planted cookie nor somebody
/// else's token fits. Guests' forms need one too: otherwise a stranger could sign a visitor in to a foreign account.
public final class Csrf implements Guard {
    public static final String FIELD = "_csrf";
    public static final HeaderName HEADER = HeaderNames.create("X-CSRF-Token");
    static final String COOKIE = "tap2_csrf";
    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");

    private final Hmac key;
    private final WebSessions web;
    private final Supplier<String> baseUrl;

    Csrf(Hmac key, WebSessions web, Supplier<String> baseUrl) {
        this.key = key;
        this.web = web;
        this.baseUrl = baseUrl;
    }

    private record Fresh(String value) {}

    /// The token for the forms and scripts of the page that this call answers with. Sets the cookie where needed, so
    /// ask before the answer is sent.
    public String token(Call call) {
        String random = call.cookie(COOKIE).filter(c -> c.length() == 43).orElse(null);
        if (random == null) {
            var context = call.request().context();
            var fresh = context.get(Fresh.class).orElse(null);
            if (fresh == null) {
                fresh = new Fresh(RandomTokens.next());
                context.register(fresh);
                web.add(call.response(), COOKIE, fresh.value(), Duration.ofDays(365));
            }
            random = fresh.value();
        }
        return sign(call, random);
    }

    private String sign(Call call, String random) {
        String owner = call.findPrincipal()
                .filter(Principal::viaCookie)
                .map(p -> p.sessionId().toString())
                .orElse("guest");
        return key.sign(random + "|" + owner);
    }

    @Override
    public void check(Call call, Route route) {
        if (!route.unsafe() || route.access() == Access.WEBHOOK) {
            return;
        }
        boolean byCookie = call.findPrincipal().map(Principal::viaCookie).orElse(false);
        boolean bearer = call.findPrincipal().isPresent() && !byCookie;
        if (bearer) {
            return;
        }
        checkOrigin(call);
        boolean form = route.page() && route.access() != Access.SANDBOX;
        if (byCookie || form) {
            checkToken(call);
        }
    }

    private void checkOrigin(Call call) {
        String site = call.header(FETCH_SITE).orElse(null);
        if (site != null && !site.equals("same-origin") && !site.equals("none")) {
            throw refused();
        }
        String origin = call.header(HeaderNames.ORIGIN).orElse(null);
        if (origin == null) {
            return;
        }
        String host = call.header(HeaderNames.HOST).orElse("").toLowerCase(Locale.ROOT);
        String scheme = call.client().https() ? "https://" : "http://";
        String given = origin.toLowerCase(Locale.ROOT);
        if (!given.equals(scheme + host) && !given.equals(originOf(baseUrl.get()))) {
            throw refused();
        }
    }

    private static String originOf(String url) {
        URI uri = URI.create(url);
        return (uri.getScheme() + "://" + uri.getRawAuthority()).toLowerCase(Locale.ROOT);
    }

    private void checkToken(Call call) {
        String random = call.cookie(COOKIE).orElse("");
        String given = call.header(HEADER)
                .or(() -> isForm(call) ? call.field(FIELD) : java.util.Optional.empty())
                .orElse("");
        if (random.length() != 43 || !RandomTokens.same(sign(call, random), given)) {
            throw isForm(call) && fromOwnPage(call) ? ApiException.expired(again(call)) : refused();
        }
    }

    /// Whether the browser itself says that a page of ours sent this. Its origin was checked before.
    private static boolean fromOwnPage(Call call) {
        return call.header(HeaderNames.ORIGIN).filter(o -> !o.equals("null")).isPresent()
                && call.header(FETCH_SITE).map("same-origin"::equals).orElse(true);
    }

    private ExpiredForm again(Call call) {
        var fields = new LinkedHashMap<>(call.form());
        boolean complete =
                !fields.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).contains("password"));
        fields.put(FIELD, List.of(token(call)));
        String query = call.request().query().rawValue();
        return new ExpiredForm(call.request().path().path() + (query.isEmpty() ? "" : "?" + query), fields, complete);
    }

    private static boolean isForm(Call call) {
        return call.header(HeaderNames.CONTENT_TYPE)
                .filter(t -> t.toLowerCase(Locale.ROOT).startsWith("application/x-www-form-urlencoded"))
                .isPresent();
    }

    private static ApiException refused() {
        return ApiException.of(403, "csrf");
    }
}
