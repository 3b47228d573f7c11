package gg.tap2.server.platform.http;

import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Where a request really comes from. `Forwarded`-style headers are believed only from configured proxies, and only
/// where they name an address: what else stands there leaves the nearest address that is known.
public record ClientAddress(String ip, boolean https) {
    private static final String UNKNOWN = "unknown";
    private static final HeaderName X_FORWARDED_FOR = HeaderNames.create("X-Forwarded-For");
    private static final HeaderName X_FORWARDED_PROTO = HeaderNames.create("X-Forwarded-Proto");

    /// What proxies say about a request, every line as it came, the nearest proxy's last.
    record Hints(List<String> forwardedFor, List<String> forwardedProto, List<String> forwarded) {}

    public static ClientAddress of(ServerRequest request, TrustedProxies proxies) {
        return of(peer(request), request.isSecure(), hints(request), proxies);
    }

    static ClientAddress of(String peer, boolean secure, Hints hints, TrustedProxies proxies) {
        if (!proxies.trusts(peer)) {
            return new ClientAddress(peer, secure);
        }
        boolean standard = switch (proxies.header()) {
            case FORWARDED -> true;
            case X_FORWARDED -> false;
            case AUTO ->
                hints.forwardedFor().isEmpty() && hints.forwardedProto().isEmpty();
        };
        List<Hop> hops = standard ? forwarded(hints.forwarded()) : xForwarded(hints);
        String ip = peer;
        String proto = null;
        // From the nearest hop outwards: what a trusted one wrote is believed, and nothing beyond it.
        for (int i = hops.size() - 1; i >= 0 && proxies.trusts(ip); i--) {
            Hop hop = hops.get(i);
            if (hop.proto() != null) {
                proto = hop.proto();
            }
            Optional<String> from = address(hop.from());
            if (from.isEmpty()) {
                break;
            }
            ip = from.get();
        }
        if (!standard) {
            proto = lastOf(hints.forwardedProto());
        }
        return new ClientAddress(ip, proto == null ? secure : proto.equalsIgnoreCase("https"));
    }

    /// Whether the proxy itself says that the person came over plain HTTP.
    static boolean saysHttp(ServerRequest request, TrustedProxies proxies) {
        Hints hints = hints(request);
        return proxies.trusts(peer(request))
                && !(hints.forwardedProto().isEmpty() && hints.forwarded().isEmpty())
                && !of(peer(request), true, hints, proxies).https();
    }

    /// What one proxy says: who came, and how.
    private record Hop(String from, @Nullable String proto) {}

    private static List<Hop> xForwarded(Hints hints) {
        return hints.forwardedFor().stream()
                .flatMap(line -> Stream.of(line.split(",", -1)))
                .map(node -> new Hop(node, null))
                .toList();
    }

    private static List<Hop> forwarded(List<String> lines) {
        var hops = new ArrayList<Hop>();
        for (String line : lines) {
            for (String element : outsideQuotes(line, ',')) {
                String from = "";
                String proto = null;
                for (String part : outsideQuotes(element, ';')) {
                    String p = part.strip();
                    if (p.regionMatches(true, 0, "proto=", 0, 6)) {
                        proto = p.substring(6).replace("\"", "").strip();
                    } else if (p.regionMatches(true, 0, "for=", 0, 4)) {
                        from = p.substring(4).replace("\"", "");
                    }
                }
                hops.add(new Hop(from, proto));
            }
        }
        return hops;
    }

    private static List<String> outsideQuotes(String text, char separator) {
        var out = new ArrayList<String>();
        boolean quoted = false;
        int from = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"') {
                quoted = !quoted;
            } else if (c == separator && !quoted) {
                out.add(text.substring(from, i));
                from = i + 1;
            }
        }
        out.add(text.substring(from));
        return out;
    }

    private static @Nullable String lastOf(List<String> lines) {
        if (lines.isEmpty()) {
            return null;
        }
        String last = lines.getLast();
        return last.substring(last.lastIndexOf(',') + 1).strip();
    }

    /// Who is at the other end of the connection.
    static String peer(ServerRequest request) {
        return request.remotePeer().address() instanceof InetSocketAddress a
                ? a.getAddress().getHostAddress()
                : UNKNOWN;
    }

    private static Hints hints(ServerRequest request) {
        return new Hints(
                lines(request, X_FORWARDED_FOR),
                lines(request, X_FORWARDED_PROTO),
                lines(request, HeaderNames.FORWARDED));
    }

    private static List<String> lines(ServerRequest request, HeaderName name) {
        return request.headers().contains(name) ? request.headers().get(name).allValues() : List.of();
    }

    /// Whose limits this address shares: an IPv6 customer has a whole /64.
    public String network() {
        return network(ip);
    }

    public static String network(String ip) {
        return literal(ip)
                .map(InetAddress::getAddress)
                .filter(a -> a.length == 16)
                .map(a -> HexFormat.of().formatHex(a, 0, 8))
                .orElse(ip);
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
