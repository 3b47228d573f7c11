package gg.tap2.server.platform.http;

import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/// Where a request really comes from. `Forwarded`-style headers are believed only from configured proxies, and only
/// where they name an address: what else stands there leaves the nearest address that is known.
public record ClientAddress(String ip, boolean https) {
    private static final String UNKNOWN = "unknown";

    /// What proxies say about a request, each as it came.
    record Hints(
            @Nullable String forwardedFor,
            @Nullable String forwardedProto,
            @Nullable String forwarded) {}

    public static ClientAddress of(ServerRequest request, List<String> trustedProxies) {
        String peer = request.remotePeer().address() instanceof InetSocketAddress a
                ? a.getAddress().getHostAddress()
                : UNKNOWN;
        return of(
                peer,
                request.isSecure(),
                new Hints(
                        header(request, "X-Forwarded-For"),
                        header(request, "X-Forwarded-Proto"),
                        header(request, "Forwarded")),
                trustedProxies);
    }

    static ClientAddress of(String peer, boolean secure, Hints hints, List<String> trustedProxies) {
        if (trustedProxies.isEmpty() || !isTrusted(peer, trustedProxies)) {
            return new ClientAddress(peer, secure);
        }
        String ip = peer;
        String forwardedFor = hints.forwardedFor();
        if (forwardedFor != null) {
            String[] hops = forwardedFor.split(",");
            for (int i = hops.length - 1; i >= 0 && isTrusted(ip, trustedProxies); i--) {
                Optional<String> hop = address(hops[i]);
                if (hop.isEmpty()) {
                    break;
                }
                ip = hop.get();
            }
        }
        String proto = hints.forwardedProto();
        String forwarded = hints.forwarded();
        if (forwarded != null) {
            for (String part : forwarded.split("[;,]")) {
                String p = part.strip();
                if (p.regionMatches(true, 0, "proto=", 0, 6)) {
                    proto = p.substring(6).replace("\"", "");
                } else if (p.regionMatches(true, 0, "for=", 0, 4) && forwardedFor == null) {
                    ip = address(p.substring(4).replace("\"", "")).orElse(ip);
                }
            }
        }
        return new ClientAddress(ip, proto == null ? secure : proto.equalsIgnoreCase("https"));
    }

    private static @Nullable String header(ServerRequest request, String name) {
        return request.headers().first(HeaderNames.create(name)).orElse(null);
    }

    /// The address in `192.0.2.1`, `192.0.2.1:4711`, `2001:db8::1` and `[2001:db8::1]:4711`, in one spelling.
    private static Optional<String> address(String node) {
        String text = node.strip();
        int colon = text.indexOf(':');
        if (text.startsWith("[")) {
            int end = text.indexOf(']');
            text = end < 0 ? text : text.substring(1, end);
        } else if (colon >= 0 && colon == text.lastIndexOf(':')) {
            text = text.substring(0, colon);
        }
        return literal(text).map(InetAddress::getHostAddress);
    }

    /// Never asks for a name: what looks like one is no address.
    private static Optional<InetAddress> literal(String text) {
        if (text.isEmpty() || text.length() > 45 || text.indexOf('%') >= 0) {
            return Optional.empty();
        }
        try {
            return Optional.of(InetAddress.ofLiteral(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    static boolean isTrusted(String ip, List<String> trusted) {
        return literal(ip)
                .filter(a -> trusted.stream().anyMatch(rule -> matches(a.getAddress(), rule)))
                .isPresent();
    }

    private static boolean matches(byte[] addr, String rule) {
        int slash = rule.indexOf('/');
        byte[] net = literal(slash < 0 ? rule : rule.substring(0, slash))
                .map(InetAddress::getAddress)
                .orElse(new byte[0]);
        if (net.length != addr.length) {
            return false;
        }
        int bits;
        try {
            bits = slash < 0 ? net.length * 8 : Integer.parseInt(rule.substring(slash + 1));
        } catch (NumberFormatException e) {
            return false;
        }
        if (bits < 0 || bits > net.length * 8) {
            return false;
        }
        for (int i = 0; i < bits; i++) {
            int mask = 0x80 >> (i % 8);
            if ((net[i / 8] & mask) != (addr[i / 8] & mask)) {
                return false;
            }
        }
        return true;
    }
}
