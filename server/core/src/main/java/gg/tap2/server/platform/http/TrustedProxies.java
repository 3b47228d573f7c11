package gg.tap2.server.platform.http;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import java.util.List;

/// The proxies in front of this server, and the header in which they say where a request came from. A client may send
/// the other header itself, so only one of the two is believed.
public record TrustedProxies(List<String> addresses, Header header) {
    /// The header that proxies write.
    public enum Header {
        /// `X-Forwarded-For` and `X-Forwarded-Proto` where there is one, else `Forwarded`.
        AUTO,
        X_FORWARDED,
        FORWARDED
    }

    public TrustedProxies {
        addresses = List.copyOf(addresses);
    }

    public static TrustedProxies of(ServerConfig config) {
        return new TrustedProxies(
                config.list(Key.PROXY_TRUSTED),
                switch (config.text(Key.PROXY_HEADER)) {
                    case "forwarded" -> Header.FORWARDED;
                    case "x-forwarded" -> Header.X_FORWARDED;
                    default -> Header.AUTO;
                });
    }

    boolean trusts(String ip) {
        return !addresses.isEmpty() && ClientAddress.isTrusted(ip, addresses);
    }
}
