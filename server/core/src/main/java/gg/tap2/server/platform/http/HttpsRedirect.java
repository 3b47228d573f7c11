package gg.tap2.server.platform.http;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/// Sends people who reached a trusted proxy over plain HTTP to the https address. Programs are refused: one that is
/// sent on has its key or password in the open again at its next call, and nobody notices.
///
/// Source: ASVS 5.0, 4.1.2
final class HttpsRedirect {
    private final String publicUrl;
    private final TrustedProxies proxies;

    HttpsRedirect(ServerConfig config) {
        this.publicUrl = config.text(Key.PUBLIC_URL).replaceAll("/+$", "");
        this.proxies = TrustedProxies.of(config);
    }

    /// True when the request was answered with a redirect.
    boolean redirected(Route route, ServerRequest request, ServerResponse response, ClientAddress client) {
        if (isForPrograms(route) || !isPlain(request, client)) {
            return false;
        }
        String query = request.query().isEmpty() ? "" : "?" + request.query().rawValue();
        // Whoever keeps it between would send everybody in circles: it is about how one request came.
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.LOCATION, publicUrl + request.path().rawPath() + query);
        response.status(Status.PERMANENT_REDIRECT_308).send();
        return true;
    }

    /// @throws ApiException 403 `https_required` for a program's call over plain HTTP
    void check(Route route, ServerRequest request, ClientAddress client) {
        if (isForPrograms(route) && isPlain(request, client)) {
            throw ApiException.of(403, "https_required");
        }
    }

    private static boolean isForPrograms(Route route) {
        return route.path().startsWith("/api/") || route.access() == Access.WEBHOOK;
    }

    private boolean isPlain(ServerRequest request, ClientAddress client) {
        return !client.https() && publicUrl.startsWith("https://") && ClientAddress.saysHttp(request, proxies);
    }
}
