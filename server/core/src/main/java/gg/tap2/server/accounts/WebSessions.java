package gg.tap2.server.accounts;

import gg.tap2.model.accounts.Tokens;
import gg.tap2.server.platform.crypto.RandomTokens;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Cookies;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.webserver.http.ServerResponse;
import java.time.Duration;
import java.util.Optional;

/// The browser's side of a session: HttpOnly cookies that scripts cannot read.
public final class WebSessions {
    private static final HeaderName CLEAR_SITE_DATA = HeaderNames.create("Clear-Site-Data");

    public static final String ACCESS = "tap2_access";
    public static final String REFRESH = "tap2_refresh";
    /// Tells, for a year, that this browser signed in before.
    public static final String DEVICE = "tap2_device";

    /// Between Google and the code: the challenge of a sign-in that waits for its second factor.
    public static final String CHALLENGE = "tap2_challenge";

    /// Ties a sign-in with Google to the browser that began it.
    static final String BROWSER = "tap2_oidc";

    /// Shows, until the address is confirmed, that this browser opened the account.
    static final String REGISTRATION = "tap2_registration";

    private final Cookies cookies;

    WebSessions(Cookies cookies) {
        this.cookies = cookies;
    }

    /// After signing in: the session goes into cookies.
    public void start(Call call, LoginOutcome.SignedIn in) {
        set(call.response(), in.tokens());
        add(call.response(), DEVICE, in.deviceToken(), Duration.ofDays(365));
    }

    /// After signing out. What the browser kept of private pages goes, too.
    public void end(Call call) {
        clear(call.response());
        call.response().header(CLEAR_SITE_DATA, "\"cache\", \"storage\"");
    }

    /// Who asks, from a page.
    public SignInClient client(Call call) {
        return Clients.of(call, true);
    }

    public Optional<String> refreshToken(Call call) {
        return call.cookie(REFRESH);
    }

    /// After opening an account: the secret by which this browser confirms its address with one click.
    public void registered(Call call, String secret) {
        add(call.response(), REGISTRATION, secret, Duration.ofDays(2));
    }

    /// After a first factor: the challenge waits for the page `/login/code`.
    public void challenge(Call call, String challenge) {
        add(call.response(), CHALLENGE, challenge, SignIns.CHALLENGE_LIFETIME);
    }

    public Optional<String> registration(Call call) {
        return call.cookie(REGISTRATION).filter(s -> s.length() == 43);
    }

    /// A fresh random value in this browser's cookie.
    String newBrowser(Call call) {
        String browser = RandomTokens.next();
        add(call.response(), BROWSER, browser, Duration.ofMinutes(10));
        return browser;
    }

    void set(ServerResponse response, Tokens tokens) {
        add(response, ACCESS, tokens.accessToken(), Duration.ofMinutes(15));
        add(response, REFRESH, tokens.refreshToken(), Sessions.LIFETIME);
    }

    void clear(ServerResponse response) {
        cookies.end(response, ACCESS);
        cookies.end(response, REFRESH);
    }

    void add(ServerResponse response, String name, String value, Duration maxAge) {
        cookies.add(response, name, value, maxAge);
    }
}
