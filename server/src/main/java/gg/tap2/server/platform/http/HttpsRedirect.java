package gg.tap2.server.platform.http;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import io.helidon.http.HeaderNames;
import io.helidon.http.Status;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.net.InetSocketAddress;
import java.util.List;

/// Sends people who reached a trusted proxy over plain HTTP to the https address.
final class HttpsRedirect {
    private final String publicUrl;
    private final List<String> trusted;

    HttpsRedirect(ServerConfig config) {
        this.publicUrl = config.text(Key.PUBLIC_URL).replaceAll("/+$", "");
        this.trusted = config.list(Key.PROXY_TRUSTED);
    }

    /// True when the request was answered with a redirect.
    boolean redirected(ServerRequest request, ServerResponse response, ClientAddress client) {
        if (client.https() || trusted.isEmpty() || !publicUrl.startsWith("https://") || !saysHttp(request)) {
            return false;
        }
        boolean fromProxy = request.remotePeer().address() instanceof InetSocketAddress a
                && ClientAddress.isTrusted(a.getAddress().getHostAddress(), trusted);
        if (!fromProxy) {
            return false;
        }
        String query = request.query().isEmpty() ? "" : "?" + request.query().rawValue();
        response.header(HeaderNames.LOCATION, publicUrl + request.path().rawPath() + query);
        response.status(Status.PERMANENT_REDIRECT_308).send();
        return true;
    }

    /// A health check of the proxy itself carries no such header and is answered as it is.
    private static boolean saysHttp(ServerRequest request) {
        return request.headers()
                        .first(HeaderNames.create("X-Forwarded-Proto"))
                        .filter(p -> p.equalsIgnoreCase("http"))
                        .isPresent()
                || request.headers()
                        .first(HeaderNames.FORWARDED)
                        .filter(f -> f.toLowerCase(java.util.Locale.ROOT).matches(".*proto=\"?http\"?([;,].*)?"))
                        .isPresent();
    }
}
