package gg.tap2.server.app;

import gg.tap2.server.payouts.BankLinkProvider;
import gg.tap2.server.payouts.PayoutProvider;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.stripe.StripeGateway;
import java.net.URI;
import java.util.Optional;
import java.util.function.Supplier;

/// One who may pay creators, with all that the platform asks of one. [PayoutProviders] lists them.
interface PayoutKind {
    /// The value of `payout.provider`. The provider's settings begin with it; those of them without a default are
    /// needed in live mode.
    String name();

    PayoutProvider provider(ServerConfig c, StripeGateway stripe);

    /// How accounts are connected there; empty where that is left to Plaid.
    default Optional<BankLinkProvider> bankLinks(StripeGateway stripe, Supplier<URI> completion) {
        return Optional.empty();
    }

    /// Whether it pays at Stripe, and so hears and is checked with Stripe.
    default boolean atStripe() {
        return false;
    }
}
