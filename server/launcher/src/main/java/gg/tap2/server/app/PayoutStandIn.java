package gg.tap2.server.app;

import gg.tap2.server.platform.config.Key;
import gg.tap2.server.sandbox.Sandbox;
import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// The stand-in of whoever pays creators.
///
/// @param name the value of `payout.provider`
/// @param settings that lead the adapter there
/// @param webhooks registers an address that its events are sent to
/// @param tick does what is due there
record PayoutStandIn(
        String name, String title, URI base, Map<Key, String> settings, Consumer<String> webhooks, Runnable tick) {
    /// The provider's stand-in, running; empty where Stripe's serves.
    ///
    /// @param port 0 for any
    static Optional<PayoutStandIn> of(String provider, Sandbox box, int port) {
        return switch (provider) {
            case "flowpay" -> Optional.of(flowPay(box));
            case "wise" -> Optional.of(wise(box, port));
            default -> Optional.empty();
        };
    }

    private static PayoutStandIn flowPay(Sandbox box) {
        var it = box.flowPay();
        return new PayoutStandIn(
                "flowpay",
                "FlowPay",
                it.baseUri(),
                Map.of(
                        Key.FLOWPAY_API_BASE, it.baseUri().toString(),
                        Key.FLOWPAY_API_KEY, box.keys().flowPayKey(),
                        Key.FLOWPAY_WEBHOOK_SECRETS, box.keys().flowPayWebhookSecret()),
                it::addWebhook,
                it::tick);
    }

    private static PayoutStandIn wise(Sandbox box, int port) {
        var it = box.wise(port);
        return new PayoutStandIn(
                "wise",
                "Wise",
                it.baseUri(),
                Map.of(
                        Key.WISE_API_BASE, it.baseUri().toString(),
                        Key.WISE_API_TOKEN, it.token(),
                        Key.WISE_PROFILE_ID, Long.toString(it.profile()),
                        Key.WISE_WEBHOOK_KEYS, it.publicKey()),
                it::addWebhook,
                it::tick);
    }
}
