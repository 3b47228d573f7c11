package gg.tap2.server.app;

import gg.tap2.model.Routes;
import gg.tap2.server.billing.InboxWorker;
import gg.tap2.server.connect.ConnectAccounts;
import gg.tap2.server.connect.ConnectPayouts;
import gg.tap2.server.flowpay.FlowPayProvider;
import gg.tap2.server.flowpay.FlowPaySettings;
import gg.tap2.server.payouts.BankLinkProvider;
import gg.tap2.server.payouts.PayoutProvider;
import gg.tap2.server.payouts.PayoutsFeature;
import gg.tap2.server.plaid.PlaidBankLinks;
import gg.tap2.server.plaid.PlaidSettings;
import gg.tap2.server.platform.config.ConfigException;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.config.ServerConfig;
import gg.tap2.server.stripe.StripeGateway;
import gg.tap2.server.wise.WiseProvider;
import gg.tap2.server.wise.WiseSettings;
import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// Who pays creators, as the settings say, and how accounts are connected there. The one place that knows the
/// providers: to add one is to add it to the list, and its stand-in to `PayoutStandIn`.
final class PayoutProviders {
    private static final String BACK = "/bank-connected";
    private static final List<PayoutKind> ALL = List.of(new FlowPay(), new StripeConnect(), new Wise());

    private PayoutProviders() {}

    /// @throws ConfigException for a provider that nobody knows
    static PayoutKind of(ServerConfig c) {
        String name = c.text(Key.PAYOUT_PROVIDER);
        return ALL.stream()
                .filter(k -> k.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new ConfigException("payout.provider must be one of "
                        + ALL.stream().map(PayoutKind::name).collect(Collectors.joining(", ")) + ", not '" + name
                        + "'"));
    }

    /// Whoever is asked whether payouts can go; empty where nothing is set, and at Stripe, which is asked anyway.
    static Optional<PayoutProvider> checked(ServerConfig c) {
        PayoutKind kind = of(c);
        boolean set =
                Stream.of(Key.values()).anyMatch(k -> k.key().startsWith(kind.name() + ".") && c.isSetExplicitly(k));
        return kind.atStripe() || !set
                ? Optional.empty()
                : Optional.of(kind.provider(c, new StripeGateway(ServerApp.stripeSettings(c))));
    }

    /// Null where accounts can only be added by their numbers.
    static @Nullable BankLinkProvider bankLinks(ServerConfig c, StripeGateway stripe, Supplier<String> baseUrl) {
        Supplier<URI> back = () -> URI.create(baseUrl.get() + BACK);
        Optional<BankLinkProvider> own = of(c).bankLinks(stripe, back);
        if (own.isPresent()) {
            return own.get();
        }
        if (!c.isSet(Key.PLAID_BASE) || !c.isSet(Key.PLAID_CLIENT_ID)) {
            return null;
        }
        return new PlaidBankLinks(new PlaidSettings(
                URI.create(c.text(Key.PLAID_BASE)),
                c.text(Key.PLAID_CLIENT_ID),
                c.secret(Key.PLAID_SECRET),
                c.list(Key.PLAID_COUNTRIES),
                () -> URI.create(baseUrl.get() + Routes.WEBHOOK_PLAID),
                back));
    }

    /// Who handles which stored webhooks.
    static Map<String, InboxWorker.Handler> events(
            ServerConfig c, PayoutsFeature payouts, InboxWorker.Handler payments) {
        var handlers = new HashMap<String, InboxWorker.Handler>();
        if (!of(c).atStripe()) {
            handlers.put(of(c).name(), payouts.events());
        }
        handlers.put("stripe", stripeEvents(payouts, payments));
        return handlers;
    }

    /// Stripe tells of transfers and connected accounts by the same webhook as of payments.
    private static InboxWorker.Handler stripeEvents(PayoutsFeature payouts, InboxWorker.Handler payments) {
        return event -> {
            String object = event.objectId();
            if (object != null && event.type().startsWith("transfer.")) {
                return payouts.events().handle(event);
            }
            if (object != null && event.type().equals("account.updated")) {
                return payouts.bankLinks().itemChanged(object) ? "done" : "ignored";
            }
            return payments.handle(event);
        };
    }

    private static final class FlowPay implements PayoutKind {
        @Override
        public String name() {
            return "flowpay";
        }

        @Override
        public PayoutProvider provider(ServerConfig c, StripeGateway stripe) {
            return new FlowPayProvider(new FlowPaySettings(
                    URI.create(c.text(Key.FLOWPAY_API_BASE)),
                    c.secret(Key.FLOWPAY_API_KEY),
                    c.list(Key.FLOWPAY_WEBHOOK_SECRETS).stream()
                            .map(Secret::new)
                            .toList()));
        }
    }

    private static final class StripeConnect implements PayoutKind {
        @Override
        public String name() {
            return "stripe-connect";
        }

        @Override
        public PayoutProvider provider(ServerConfig c, StripeGateway stripe) {
            return new ConnectPayouts(stripe);
        }

        @Override
        public Optional<BankLinkProvider> bankLinks(StripeGateway stripe, Supplier<URI> completion) {
            return Optional.of(new ConnectAccounts(stripe, completion));
        }

        @Override
        public boolean atStripe() {
            return true;
        }
    }

    private static final class Wise implements PayoutKind {
        @Override
        public String name() {
            return "wise";
        }

        @Override
        public PayoutProvider provider(ServerConfig c, StripeGateway stripe) {
            return new WiseProvider(new WiseSettings(
                    URI.create(c.text(Key.WISE_API_BASE)),
                    c.secret(Key.WISE_API_TOKEN),
                    c.number(Key.WISE_PROFILE_ID),
                    c.list(Key.WISE_WEBHOOK_KEYS)));
        }
    }
}
