package gg.tap2.server.platform.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;

/// The response headers of the platform: a content security policy without `unsafe-inline`, with Trusted Types and
/// reports, and isolation.
public final class SecurityHeaders {
    public static final String REPORTS = "/csp-report";

    /// A wallet opens a window and tells our page how it ended.
    ///
    /// Source: https://developers.google.com/pay/api/web/guides/tutorial (same-origin-allow-popups)
    private static final Header PAYING_OPENER =
            HeaderValues.createCached("Cross-Origin-Opener-Policy", "same-origin-allow-popups");

    private static final HeaderName CSP = HeaderNames.create("Content-Security-Policy");
    private static final Header HSTS =
            HeaderValues.createCached("Strict-Transport-Security", "max-age=63072000; includeSubDomains; preload");

    private final List<Header> common;
    private final Header pageCsp;
    private final Header payingCsp;
    private final Header payingPermissions;

    /// Where pages lead and load from.
    ///
    /// @param stripeJs where Stripe.js comes from
    /// @param storage where files and images come from
    /// @param signIn the issuers to which forms lead
    public record Origins(URI stripeJs, URI storage, List<URI> signIn) {}

    public SecurityHeaders(Origins origins) {
        String stripe = origin(origins.stripeJs());
        String storage = origin(origins.storage());
        boolean live = stripe.equals("https://js.stripe.com");
        String scripts = stripe + (live ? " https://*.js.stripe.com" : "");
        String frames = scripts + (live ? " https://hooks.stripe.com" : "");
        String calls = stripe + (live ? " https://api.stripe.com" : "");
        var forms = new LinkedHashSet<String>();
        forms.add(live ? "https://checkout.stripe.com" : stripe);
        if (live) {
            // A bank's own confirmation is posted from our page.
            forms.add("https://hooks.stripe.com");
        }
        origins.signIn().forEach(uri -> forms.add(origin(uri)));
        String common = "default-src 'self'; style-src 'self'; img-src 'self' data: " + storage
                + (live ? " https://*.stripe.com" : "") + "; media-src 'self' " + storage
                + "; font-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self' "
                + String.join(" ", forms)
                + "; frame-ancestors 'self'; manifest-src 'self'; worker-src 'self'; report-uri " + REPORTS
                + "; report-to csp";
        pageCsp = HeaderValues.createCached(
                CSP,
                common + "; script-src 'self'; connect-src 'self' " + storage + "; frame-src 'self' " + storage
                        + "; require-trusted-types-for 'script'; trusted-types tap2");
        payingCsp = HeaderValues.createCached(
                CSP,
                common + "; script-src 'self' " + scripts + "; connect-src 'self' " + calls + " " + storage
                        + "; frame-src 'self' " + frames + " " + storage);
        var list = new ArrayList<Header>();
        list.add(HeaderValues.createCached("X-DNS-Prefetch-Control", "on"));
        list.add(HeaderValues.createCached("X-Frame-Options", "SAMEORIGIN"));
        list.add(HeaderValues.createCached("X-Content-Type-Options", "nosniff"));
        list.add(HeaderValues.createCached("X-XSS-Protection", "1; mode=block"));
        list.add(HeaderValues.createCached("Referrer-Policy", "strict-origin-when-cross-origin"));
        list.add(HeaderValues.createCached("Cross-Origin-Opener-Policy", "same-origin"));
        list.add(HeaderValues.createCached("Cross-Origin-Resource-Policy", "same-origin"));
        list.add(HeaderValues.createCached(
                "Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(self \"" + stripe + "\")"));
        // Google Pay, Apple Pay and Link ask from frames of their own.
        payingPermissions = HeaderValues.createCached(
                "Permissions-Policy",
                "camera=(), microphone=(), geolocation=(), payment=(self \"" + stripe + "\""
                        + (live ? " \"https://*.js.stripe.com\" \"https://pay.google.com\"" : "") + ")");
        this.common = List.copyOf(list);
    }

    /// For a page that loads Stripe's script, which makes frames and scripts of its own.
    void paying(ServerResponse response) {
        response.headers().set(payingCsp);
        response.headers().set(PAYING_OPENER);
        response.headers().set(payingPermissions);
    }

    void apply(ServerResponse response, Route route, ClientAddress client) {
        common.forEach(response::header);
        if (client.https()) {
            response.header(HSTS);
        }
        if (route.page()) {
            response.header(pageCsp);
            response.header(REPORTING);
        } else {
            response.header(API_CSP);
            if (route.path().startsWith("/api/")) {
                response.header(NO_STORE);
            }
        }
    }

    private static final Header REPORTING = HeaderValues.createCached("Reporting-Endpoints", "csp=\"" + REPORTS + "\"");
    private static final Header API_CSP =
            HeaderValues.createCached("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    private static final Header NO_STORE = HeaderValues.createCached("Cache-Control", "no-store");

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
