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

/// Limits every route per address, and per account where somebody is signed in. Routes with a limit of their own have
/// their own bucket; the others share one for reading and one for changing. Providers' webhooks are not limited here:
/// they are signed, and losing one costs money.
public final class RateLimits implements Guard {
    private static final HeaderName LIMIT = HeaderNames.create("RateLimit-Limit");
    private static final HeaderName REMAINING = HeaderNames.create("RateLimit-Remaining");
    private static final HeaderName RESET = HeaderNames.create("RateLimit-Reset");

    private static final Limit READ_ADDRESS = Limit.perMinute(600);
    private static final Limit CHANGE_ADDRESS = Limit.perMinute(120);
    private static final Limit READ_ACCOUNT = Limit.perMinute(1_200);
    private static final Limit CHANGE_ACCOUNT = Limit.perMinute(300);

    private final Buckets buckets;
    private final Map<String, Limit> own = new HashMap<>();

    public RateLimits(Buckets buckets) {
        this.buckets = buckets;
        own.put("POST " + Routes.LOGIN, new Limit(5, Duration.ofMinutes(5)));
        own.put("POST " + Routes.REGISTER, Limit.perHour(3));
        own.put("POST " + Routes.TIPS, Limit.perMinute(10));
        own.put("POST " + Routes.VERIFY_2FA, new Limit(10, Duration.ofMinutes(5)));
        own.put("POST " + Routes.REFRESH, Limit.perMinute(60));
        own.put("POST " + Routes.AUTH + "/forgot-password", Limit.perHour(5));
        own.put("POST " + Routes.AUTH + "/resend-verification", Limit.perHour(5));
        own.put("POST " + Routes.AUTH + "/reset-password", Limit.perHour(10));
        own.put("POST " + Routes.AUTH + "/verify-email", Limit.perHour(20));
        own.put("POST " + Routes.PURCHASES, Limit.perMinute(20));
    }

    /// Gives a route a limit of its own, such as `limit("POST", "/login", …)` for a page's form.
    public RateLimits limit(String method, String path, Limit limit) {
        own.put(method + " " + path, limit);
        return this;
    }

    @Override
    public void check(Call call, Route route) {
        if (route.access() == Access.WEBHOOK || route.access() == Access.SANDBOX) {
            return;
        }
        String name = route.method().text() + " " + route.path();
        Limit special = own.get(name);
        boolean unsafe = route.unsafe();
        String address = call.client().network();
        Buckets.Answer answer = buckets.take(
                (special != null ? name : unsafe ? "change" : "read") + ":ip:" + address,
                special != null ? special : unsafe ? CHANGE_ADDRESS : READ_ADDRESS);
        var account = call.findPrincipal().map(Principal::userId).orElse(null);
        if (answer.allowed() && account != null) {
            var mine = buckets.take(
                    (special != null ? name : unsafe ? "change" : "read") + ":user:" + account,
                    special != null ? special : unsafe ? CHANGE_ACCOUNT : READ_ACCOUNT);
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
