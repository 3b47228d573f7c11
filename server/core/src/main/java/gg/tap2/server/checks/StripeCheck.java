package gg.tap2.server.checks;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import java.util.List;
import java.util.function.Function;

/// What the server asks of Stripe at each start: the account, the webhook endpoints with their version and
/// events.
final class StripeCheck implements LiveCheck {
    private final Function<ServerConfig, List<String>> differences;

    StripeCheck(Function<ServerConfig, List<String>> differences) {
        this.differences = differences;
    }

    @Override
    public String area() {
        return "stripe";
    }

    @Override
    public List<Finding> look(ServerConfig c) {
        if (!c.isSet(Key.STRIPE_SECRET_KEY)) {
            return List.of(Finding.skipped(area(), "stripe.secret-key is not set"));
        }
        List<String> found = differences.apply(c);
        return found.isEmpty()
                ? List.of(Finding.ok(area(), "the account, its webhook endpoints and their events"))
                : found.stream()
                        .map(d -> Finding.failed(area(), d, "docs/going-live.md, Stripe"))
                        .toList();
    }
}
