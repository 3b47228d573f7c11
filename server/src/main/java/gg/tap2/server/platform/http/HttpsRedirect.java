package gg.tap2.server.platform.http;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;

/// Sends people who reached a trusted proxy over plain HTTP to the https address.
final class HttpsRedirect {
    private final String publicUrl;
    private final TrustedProxies proxies;

    HttpsRedirect(ServerConfig config) {
        this.publicUrl = config.text(Key.PUBLIC_URL).replaceAll("/+$", "");
        this.proxies = TrustedProxies.of(config);
    }

    /// True when the request was answered with a redirect.
    boolean redirected(ServerRequest request, ServerResponse response, ClientAddress client) {
        if (client.https() || !publicUrl.startsWith("https://") || !ClientAddress.saysHttp(request, proxies)) {
            return false;
        }
        String query = request.query().isEmpty() ? "" : "?" + request.query().rawValue();
        // Whoever keeps it between would send everybody in circles: it is about how one request came.
        response.header(HeaderNames.CACHE_CONTROL, "no-store");
        response.header(HeaderNames.LOCATION, publicUrl + request.path().rawPath() + query);
        response.status(Status.PERMANENT_REDIRECT_308).send();
        return true;
    }
}
