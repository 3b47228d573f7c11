package gg.tap2.server.platform.http;

import io.helidon.webserver.http.ServerRequest;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Where a request really comes from. `Forwarded`-style headers are believed only from configured proxies.
public record ClientAddress(String ip, boolean https) {
    public static ClientAddress of(ServerRequest request, List<String> trustedProxies) {
        String peer = request.remotePeer().address() instanceof InetSocketAddress a
                ? a.getAddress().getHostAddress()
                : "unknown";
        boolean secure = request.isSecure();
        if (trustedProxies.isEmpty() || !isTrusted(peer, trustedProxies)) {
            return new ClientAddress(peer, secure);
        }
        String ip = peer;
        String forwardedFor = header(request, "X-Forwarded-For");
        if (forwardedFor != null) {
            String[] hops = forwardedFor.split(",");
            for (int i = hops.length - 1; i >= 0; i--) {
                ip = hops[i].strip();
                if (!isTrusted(ip, trustedProxies)) {
                    break;
                }
            }
        }
        String proto = header(request, "X-Forwarded-Proto");
        String forwarded = header(request, "Forwarded");
        if (forwarded != null) {
            for (String part : forwarded.split("[;,]")) {
                String p = part.strip();
                if (p.regionMatches(true, 0, "proto=", 0, 6)) {
                    proto = p.substring(6).replace("\"", "");
                } else if (p.regionMatches(true, 0, "for=", 0, 4) && forwardedFor == null) {
                    ip = p.substring(4).replaceAll("[\"\\[\\]]", "");
                }
            }
        }
        return new ClientAddress(ip, proto == null ? secure : proto.equalsIgnoreCase("https"));
    }

    private static @Nullable String header(ServerRequest request, String name) {
        return request.headers().first(io.helidon.http.HeaderNames.create(name)).orElse(null);
    }

    static boolean isTrusted(String ip, List<String> trusted) {
        return trusted.stream().anyMatch(t -> matches(ip, t));
    }

    private static boolean matches(String ip, String rule) {
        if (!ip.matches("[0-9a-fA-F.:]+")) {
            return false;
        }
        try {
            int slash = rule.indexOf('/');
            byte[] net = InetAddress.getByName(slash < 0 ? rule : rule.substring(0, slash))
                    .getAddress();
            byte[] addr = InetAddress.getByName(ip).getAddress();
            if (net.length != addr.length) {
                return false;
            }
            int bits = slash < 0 ? net.length * 8 : Integer.parseInt(rule.substring(slash + 1));
            for (int i = 0; i < bits; i++) {
                int mask = 0x80 >> (i % 8);
                if ((net[i / 8] & mask) != (addr[i / 8] & mask)) {
                    return false;
                }
            }
            return true;
        } catch (UnknownHostException | NumberFormatException e) {
            return false;
        }
    }
}
