package gg.tap2.server.admin;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import gg.tap2.server.accounts.SecondFactors;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Guard;
import gg.tap2.server.platform.http.Route;
import java.time.Duration;
import java.util.UUID;

/// Admins must have a second factor before they may do anything as one.
public final class AdminGuard implements Guard {
    private final SecondFactors factors;
    private final Cache<UUID, Boolean> known = Caffeine.newBuilder()
            .maximumSize(1_000)
            .expireAfterWrite(Duration.ofSeconds(10))
            .build();

    public AdminGuard(SecondFactors factors) {
        this.factors = factors;
    }

    @Override
    public void check(Call call, Route route) {
        if (route.access().area() == null) {
            return;
        }
        UUID admin = call.principal().userId();
        if (known.getIfPresent(admin) != null) {
            return;
        }
        if (!factors.isEnabled(admin)) {
            throw ApiException.of(403, "admin_second_factor");
        }
        known.put(admin, true);
    }
}
