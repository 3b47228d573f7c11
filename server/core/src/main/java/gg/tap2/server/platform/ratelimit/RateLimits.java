package gg.tap2.server.platform.ratelimit;

import gg.tap2.model.Routes;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Guard;
import gg.tap2.server.platform.http.Principal;
import gg.tap2.server.platform.http.Route;
import io.helidon.http.HeaderName;
import io.helidon.http.HeaderNames;
import io.helidon.http.HeaderValues;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

/// Limits every route per address, and per account where somebody is signed in. Routes with a limit of their own
/// have their own bucket; the others share one for reading and one for changing. Providers' webhooks are not
/// limited here: they are signed, and losing one costs money.
public final class RateLimits implements Guard {
    private static final HeaderName LIMIT = HeaderNames.create("RateLimit-Limit");
    private static final HeaderName REMAINING = HeaderNames.create("RateLimit-Remaining");
    private static final HeaderName RESET = HeaderNames.create("RateLimit-Reset");

    private static final Limit READ_ADDRESS = Limit.perMinute(600);
    private static final Limit CHANGE_ADDRESS = Limit.perMinute(120);
    private static final Limit READ_ACCOUNT = Limit.perMinute(1_200);
    private static final Limit CHANGE_ACCOUNT = Limit.perMinute(300);

    private final Buckets buckets;
    private final Map<String, Own> own = new HashMap<>();

    private record Own(String bucket, Limit limit) {}

    public RateLimits(Buckets buckets) {
        this.buckets = buckets;
        share(SIGN_IN, "POST", Routes.LOGIN);
        share(SIGN_IN, "POST", Routes.PASSKEY_SIGN_IN);
        share(SIGN_IN, "POST", Routes.BROWSER_SIGN_IN);
        share(CODE, "POST", Routes.PASSKEY_REQUEST);
        share(REGISTER, "POST", Routes.REGISTER);
        limit("POST", Routes.TIPS, Limit.perMinute(10));
        share(CODE, "POST", Routes.VERIFY_2FA);
        limit("POST", Routes.REFRESH, Limit.perMinute(60));
        share(MAILED, "POST", Routes.AUTH + "/forgot-password");
        share(MAILED, "POST", Routes.AUTH + "/resend-verification");
        share(MAILED, "POST", Routes.AUTH + "/change-email");
        share(MAILED, "POST", Routes.AUTH + "/mail-code");
        share(LINKS, "POST", Routes.AUTH + "/reset-password");
        share(LINKS, "POST", Routes.AUTH + "/verify-email");
        share(LINKS, "POST", Routes.AUTH + "/not-me");
        limit("POST", Routes.PURCHASES, Limit.perMinute(20));
    }

    /// Gives a route a limit of its own, such as `limit("POST", "/login", …)` for a page's form.
    public RateLimits limit(String method, String path, Limit limit) {
        String name = method + " " + path;
        own.put(name, new Own(name, limit));
        return this;
    }

    /// A bucket that several routes share, such as an API route and the form of a page that do the same.
    public record Shared(String bucket, Limit limit) {}

    /// Right sign-ins and honest registrations cost only work, so this counts work; wrong ones are counted where
    /// they are judged, and mail by whom it reaches.
    public static final Shared SIGN_IN = new Shared("sign-in", new Limit(60, Duration.ofMinutes(5)));

    public static final Shared REGISTER = new Shared("register", Limit.perHour(60));
    /// What makes a mail, by whoever asks; how many reach one mailbox is counted where they are written.
    public static final Shared MAILED = new Shared("mailed", Limit.perHour(30));

    /// What follows a mailed link.
    public static final Shared LINKS = new Shared("links", Limit.perHour(60));

    public static final Shared CODE = new Shared("code", new Limit(60, Duration.ofMinutes(5)));

    public RateLimits share(Shared shared, String method, String path) {
        own.put(method + " " + path, new Own(shared.bucket(), shared.limit()));
        return this;
    }

    @Override
    public void check(Call call, Route route) {
        if (route.access() == Access.WEBHOOK || route.access() == Access.SANDBOX) {
            return;
        }
        String name = route.method().text() + " " + route.path();
        Own special = own.get(name);
        boolean unsafe = route.unsafe();
        String address = call.client().network();
        Buckets.Answer answer = buckets.take(
                (special != null ? special.bucket() : unsafe ? "change" : "read") + ":ip:" + address,
                special != null ? special.limit() : unsafe ? CHANGE_ADDRESS : READ_ADDRESS);
        var account = call.findPrincipal().map(Principal::userId).orElse(null);
        if (answer.allowed() && account != null) {
            var mine = buckets.take(
                    (special != null ? special.bucket() : unsafe ? "change" : "read") + ":user:" + account,
                    special != null ? special.limit() : unsafe ? CHANGE_ACCOUNT : READ_ACCOUNT);
            if (!mine.allowed() || mine.remaining() < answer.remaining()) {
                answer = mine;
            }
        }
        tell(call, answer);
        if (!answer.allowed()) {
            throw ApiException.tooMany(answer.retryAfterSeconds());
        }
    }

    private static void tell(Call call, Buckets.Answer a) {
        var headers = call.response().headers();
        headers.set(HeaderValues.create(LIMIT, Long.toString(a.limit())));
        headers.set(HeaderValues.create(REMAINING, Long.toString(a.remaining())));
        headers.set(HeaderValues.create(RESET, Long.toString(a.resetSeconds())));
    }
}
