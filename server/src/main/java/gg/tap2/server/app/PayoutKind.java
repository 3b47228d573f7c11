package gg.tap2.server.app;

import gg.tap2.server.payouts.BankLinkProvider;
import gg.tap2.server.payouts.PayoutProvider;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.sandbox.Sandbox;
import gg.tap2.server.stripe.StripeGateway;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
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

    /// Its stand-in, running; empty where Stripe's serves.
    ///
    /// @param port 0 for any
    default Optional<StandIn> standIn(Sandbox box, int port) {
        return Optional.empty();
    }

    /// @param settings that lead the adapter there
    /// @param webhooks registers an address that its events are sent to
    /// @param tick does what is due there
    record StandIn(String title, URI base, Map<Key, String> settings, Consumer<String> webhooks, Runnable tick) {}
}
