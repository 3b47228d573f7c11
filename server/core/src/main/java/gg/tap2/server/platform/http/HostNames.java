package gg.tap2.server.platform.http;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.URI;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/// The names under which a sandbox server answers. A page on the web can point a name of its own at this machine and
/// then talk to it as to itself; an address in numbers cannot be pointed anywhere. A live server has no controls to
/// protect, and its proxy chooses the names.
final class HostNames {
    private static final HeaderName FETCH_SITE = HeaderNames.create("Sec-Fetch-Site");

    private final boolean checked;
    private final Set<String> names = new HashSet<>(List.of("localhost"));
    private final TrustedProxies proxies;

    HostNames(ServerConfig config, TrustedProxies proxies) {
        this.checked = !config.live();
        this.proxies = proxies;
        names.add(config.text(Key.HTTP_HOST).toLowerCase(Locale.ROOT));
        if (config.isSet(Key.PUBLIC_URL)) {
            String host = URI.create(config.text(Key.PUBLIC_URL)).getHost();
            if (host != null) {
                names.add(host.toLowerCase(Locale.ROOT));
            }
        }
    }

    /// @throws ApiException 421 for a foreign name, 403 for a control call that another site makes
    void check(ServerRequest request, Route route, String peer) {
        if (!checked) {
            return;
        }
        String host = request.headers().first(HeaderNames.HOST).orElse("localhost");
        if (!isOurs(host) && !proxies.trusts(peer)) {
            throw ApiException.of(421, "host_unknown");
        }
        if (route.access() == Access.SANDBOX) {
            boolean foreign = request.headers()
                    .first(FETCH_SITE)
                    .filter(site -> !site.equals("same-origin") && !site.equals("none"))
                    .isPresent();
            if (foreign) {
                throw ApiException.of(403, "csrf");
            }
        }
    }

    private boolean isOurs(String host) {
        String name = host.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
        // Nobody outside this network can give a name without a dot.
        if (names.contains(name) || name.endsWith(".localhost") || !name.contains(".")) {
            return true;
        }
        try {
            InetAddress.ofLiteral(name.replaceAll("^\\[|]$", ""));
            return true;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
