package gg.tap2.server.fanweb;

import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.http.Call;
import io.helidon.http.SetCookie;
import java.time.Duration;
import java.util.function.Supplier;

/// A random value in the browser of a guest who pays, so that the browser's tabs share one checkout and nobody else's
/// do. It says nothing about who the guest is, and it opens nothing by itself.
final class GuestBrowser {
    private static final String COOKIE = "tap2_guest";
    private static final int LENGTH = 43;
    private static final Duration KEPT = Duration.ofDays(2);

    private final Supplier<String> baseUrl;

    GuestBrowser(Supplier<String> baseUrl) {
        this.baseUrl = baseUrl;
    }

    /// This browser's value; a browser that has none is given one.
    String of(Call c) {
        String known = c.cookie(COOKIE).filter(v -> v.length() == LENGTH).orElse(null);
        if (known != null) {
            return known;
        }
        String fresh = RandomTokens.next();
        c.response()
                .headers()
                .addCookie(SetCookie.builder(COOKIE, fresh)
                        .path("/checkout")
                        .httpOnly(true)
                        .secure(baseUrl.get().startsWith("https:"))
                        .sameSite(SetCookie.SameSite.LAX)
                        .maxAge(KEPT)
                        .build());
        return fresh;
    }
}
