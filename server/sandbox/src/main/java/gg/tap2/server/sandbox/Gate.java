package gg.tap2.server.sandbox;

import java.net.InetAddress;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// Who may talk to a stand-in. A web page anywhere can make its visitor's browser call this machine, under a name that
/// was pointed here; what is no name of this machine, or comes from another site, is refused. Programs send neither
/// `Origin` nor `Sec-Fetch-Site` and are let in.
final class Gate {
    /// Names that only their owners can point anywhere. A proxy that plays live mode uses them.
    private static final List<String> PLAYED = List.of("stripe.com", "plaid.com", "accounts.google.com");

    private static final List<String> OWN = List.of("same-origin", "none");

    private Gate() {}

    /// Null when the call may go on.
    static @Nullable Reply refusal(Call call) {
        if (!isLocal(call.header("host"))) {
            return Reply.text(421, "text/plain", "The sandbox answers only under 127.0.0.1 and localhost.\n");
        }
        if (isControl(call.path()) && isForeign(call)) {
            return Reply.json(403, Json.object().put("error", "cross-site control requests are refused"));
        }
        return null;
    }

    static Reply guarded(Call call, Reply reply) {
        if (!isControl(call.path())) {
            return reply;
        }
        String policy = reply.headers().get("Content-Security-Policy");
        return reply.header(
                        "Content-Security-Policy",
                        (policy == null ? "default-src 'none'" : policy) + "; frame-ancestors 'self'")
                .header("X-Frame-Options", "SAMEORIGIN")
                .header("Cross-Origin-Resource-Policy", "same-origin");
    }

    private static boolean isControl(String path) {
        return path.equals("/sandbox") || path.startsWith("/sandbox/");
    }

    /// A link that somebody follows may come from anywhere: it only shows, and nobody else sees what.
    private static boolean isForeign(Call call) {
        String origin = call.header("origin");
        if (origin != null && !origin.equals("http://" + call.header("host"))) {
            return true;
        }
        String site = call.header("sec-fetch-site");
        boolean followed = call.method().equals("GET")
                && "navigate".equals(call.header("sec-fetch-mode"))
                && "document".equals(call.header("sec-fetch-dest"));
        return site != null && !OWN.contains(site) && !followed;
    }

    static boolean isLocal(@Nullable String host) {
        if (host == null) {
            return true;
        }
        String name = host.toLowerCase(Locale.ROOT).replaceFirst(":\\d*$", "");
        // Nobody outside this network can give a name without a dot.
        if (name.endsWith(".localhost") || !name.contains(".")) {
            return true;
        }
        if (PLAYED.stream().anyMatch(p -> name.equals(p) || name.endsWith("." + p))) {
            return true;
        }
        try {
            return InetAddress.ofLiteral(name.replaceAll("^\\[|]$", "")).isLoopbackAddress();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
