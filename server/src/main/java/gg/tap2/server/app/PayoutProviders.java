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
import java.net.URI;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// Who pays creators, as the settings say, and how accounts are connected there.
final class PayoutProviders {
    private static final String BACK = "/bank-connected";

    private PayoutProviders() {}

    /// @throws ConfigException for a provider that nobody knows
    static PayoutProvider payouts(ServerConfig c, StripeGateway stripe) {
        return switch (c.text(Key.PAYOUT_PROVIDER)) {
            case "flowpay" ->
                new FlowPayProvider(new FlowPaySettings(
                        URI.create(c.text(Key.FLOWPAY_API_BASE)),
                        c.secret(Key.FLOWPAY_API_KEY),
                        c.list(Key.FLOWPAY_WEBHOOK_SECRETS).stream()
                                .map(Secret::new)
                                .toList()));
            case "stripe-connect" -> new ConnectPayouts(stripe);
            default ->
                throw new ConfigException(
                        "payout.provider is " + c.text(Key.PAYOUT_PROVIDER) + "; it may be flowpay or stripe-connect");
        };
    }

    /// Null where accounts can only be added by their numbers.
    static @Nullable BankLinkProvider bankLinks(ServerConfig c, StripeGateway stripe, Supplier<String> baseUrl) {
        if (c.text(Key.PAYOUT_PROVIDER).equals("stripe-connect")) {
            return new ConnectAccounts(stripe, () -> URI.create(baseUrl.get() + BACK));
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
                () -> URI.create(baseUrl.get() + BACK)));
    }

    /// Stripe tells of transfers and connected accounts by the same webhook as of payments.
    static InboxWorker.Handler stripeEvents(PayoutsFeature payouts, InboxWorker.Handler payments) {
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
}
