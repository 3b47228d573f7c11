package gg.tap2.server.platform.http;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import io.helidon.http.SetCookie;
import io.helidon.webserver.http.ServerRequest;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;

/// The platform's own cookies. Where people use https their names begin with `__Host-`: a browser then takes them only
/// from this very host, so no other host of the same domain can plant one. Plain names that earlier versions set are
/// read until their sessions would have ended.
public final class Cookies {
    private static final String OWN = "tap2_";
    private static final String HOST = "__Host-";
    private static final Instant PLAIN_NAMES_UNTIL = Instant.parse("2027-03-01T00:00:00Z");

    private final boolean https;
    private final InstantSource clock;

    private Cookies(boolean https, InstantSource clock) {
        this.https = https;
        this.clock = clock;
    }

    public static Cookies of(ServerConfig config, InstantSource clock) {
        return new Cookies(config.text(Key.PUBLIC_URL).startsWith("https://"), clock);
    }

    public Optional<String> read(ServerRequest request, String name) {
        var sent = request.headers().cookies();
        if (!https || !name.startsWith(OWN)) {
            return sent.first(name).asOptional();
        }
        Optional<String> own = sent.first(HOST + name).asOptional();
        return own.isPresent() || !clock.instant().isBefore(PLAIN_NAMES_UNTIL)
                ? own
                : sent.first(name).asOptional();
    }

    /// Sets one of the platform's cookies.
    public void add(ServerResponse response, String name, String value, Duration maxAge) {
        response.headers().addCookie(cookie(https ? HOST + name : name, value, maxAge));
    }

    /// Ends a cookie under every name it may have.
    public void end(ServerResponse response, String name) {
        response.headers().addCookie(ended(https ? HOST + name : name));
        if (https) {
            response.headers().addCookie(ended(name));
        }
    }

    private SetCookie cookie(String name, String value, Duration maxAge) {
        return builder(name, value).maxAge(maxAge).build();
    }

    /// With a day that is over: a `Max-Age` of zero is not written, and an empty cookie would stay with the browser.
    private SetCookie ended(String name) {
        return builder(name, "").expires(Instant.EPOCH).build();
    }

    private SetCookie.Builder builder(String name, String value) {
        return SetCookie.builder(name, value)
                .path("/")
                .httpOnly(true)
                .secure(https)
                .sameSite(SetCookie.SameSite.LAX);
    }
}
