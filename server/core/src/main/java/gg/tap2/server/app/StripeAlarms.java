package gg.tap2.server.app;

import gg.tap2.server.platform.alarms.OperatorAlarms;
import gg.tap2.server.stripe.ProviderSetupException;
import gg.tap2.server.stripe.StripeGateway;

/// Calls of Stripe that fail by our fault, as operators' alarms. The next call of the same kind that works ends it,
/// except where a single object is at fault.
final class StripeAlarms {
    static final String SOURCE = "stripe";

    private StripeAlarms() {}

    static StripeGateway.Watch of(OperatorAlarms alarms) {
        return new StripeGateway.Watch() {
            @Override
            public void ours(ProviderSetupException e) {
                alarms.raise(SOURCE, e.operation(), e.code(), String.valueOf(e.getMessage()), e.isOfKey());
            }

            @Override
            public void worked(String operation) {
                alarms.worked(SOURCE, operation);
            }
        };
    }
}
