package gg.tap2.server.platform.http;

import io.helidon.http.Header;
import io.helidon.http.HeaderValues;
import io.helidon.webserver.http.ServerResponse;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// The seed's response headers, a content security policy without `unsafe-inline`, and isolation headers.
public final class SecurityHeaders {
    private static final Header HSTS =
            HeaderValues.createCached("Strict-Transport-Security", "max-age=63072000; includeSubDomains; preload");

    private final List<Header> common;
    private final Header pageCsp;

    /// @param stripeOrigin where Stripe.js comes from
    /// @param storageOrigin where files and images come from
    public SecurityHeaders(URI stripeOrigin, URI storageOrigin) {
        String stripe = origin(stripeOrigin);
        String storage = origin(storageOrigin);
        String api = stripe.equals("https://js.stripe.com") ? " https://api.stripe.com https://hooks.stripe.com" : "";
        pageCsp = HeaderValues.createCached(
                "Content-Security-Policy",
                "default-src 'self'; script-src 'self' " + stripe + "; style-src 'self'; img-src 'self' data: "
                        + storage
                        + "; media-src 'self' " + storage + "; font-src 'self'; connect-src 'self' " + stripe + api
                        + " "
                        + storage + "; frame-src 'self' " + stripe + api + " " + storage
                        + "; object-src 'none'; base-uri 'none'; form-action 'self' " + stripe
                        + "; frame-ancestors 'self'; manifest-src 'self'; worker-src 'self'");
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
        common = List.copyOf(list);
    }

    void apply(ServerResponse response, Route route, ClientAddress client) {
        common.forEach(response::header);
        if (client.https()) {
            response.header(HSTS);
        }
        if (route.page()) {
            response.header(pageCsp);
        } else {
            response.header(API_CSP);
            if (route.path().startsWith("/api/")) {
                response.header(NO_STORE);
            }
        }
    }

    private static final Header API_CSP =
            HeaderValues.createCached("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    private static final Header NO_STORE = HeaderValues.createCached("Cache-Control", "no-store");

    private static String origin(URI uri) {
        return uri.getScheme() + "://" + uri.getRawAuthority();
    }
}
