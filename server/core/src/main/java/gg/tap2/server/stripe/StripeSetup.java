package gg.tap2.server.stripe;

import com.stripe.StripeClient;
import com.stripe.model.Account;
import com.stripe.model.WebhookEndpoint;
import com.stripe.param.WebhookEndpointListParams;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/// Compares what is switched on in the Stripe account with what the platform relies on. A webhook that never
/// comes is found late, so every live server asks once at its start, and `tap2 config check` asks as well.
public final class StripeSetup {
    /// The events that the platform acts on; `docs/going-live.md` lists them for people.
    public static final List<String> EVENTS = List.of(
            "payment_intent.succeeded",
            "payment_intent.payment_failed",
            "payment_intent.canceled",
            "payment_intent.processing",
            "payment_intent.requires_action",
            "setup_intent.succeeded",
            "checkout.session.completed",
            "checkout.session.expired",
            "customer.subscription.created",
            "customer.subscription.updated",
            "customer.subscription.deleted",
            "customer.subscription.paused",
            "customer.subscription.resumed",
            "customer.subscription.trial_will_end",
            "invoice.paid",
            "invoice.payment_action_required",
            "invoice.payment_failed",
            "charge.refunded",
            "refund.created",
            "refund.updated",
            "refund.failed",
            "charge.dispute.created",
            "charge.dispute.updated",
            "charge.dispute.closed",
            "charge.dispute.funds_withdrawn",
            "charge.dispute.funds_reinstated",
            "radar.early_fraud_warning.created",
            "payment_method.attached",
            "payment_method.detached",
            "payment_method.updated",
            "payment_method.automatically_updated",
            "customer.deleted");

    /// Besides, with payouts by Stripe Connect: of transfers, and of the creators' accounts. The latter come to an
    /// endpoint for connected accounts alone.
    public static final List<String> CONNECT_EVENTS =
            List.of("transfer.created", "transfer.reversed", "account.updated");

    private final StripeGateway stripe;
    private final StripeClient client;
    private final String webhook;
    private final boolean connect;

    /// @param webhook the address at which Stripe must reach this platform
    /// @param connect whether payouts go by Stripe Connect
    public StripeSetup(StripeGateway stripe, String webhook, boolean connect) {
        this.connect = connect;
        this.stripe = stripe;
        this.client = stripe.client();
        this.webhook = webhook;
    }

    private void notAccepted() {
        try {
            stripe.callQuietly(() -> client.v1().balance().retrieve());
        } catch (ProviderSetupException e) {
            if (e.code().equals("key_not_accepted")) {
                throw e;
            }
        }
    }

    /// The account itself; empty where a restricted key may not look at it, which nothing depends on.
    private Optional<Account> account() {
        try {
            return Optional.of(stripe.callQuietly(() -> client.v1().accounts().retrieveCurrent()));
        } catch (ProviderSetupException e) {
            return Optional.empty();
        }
    }

    /// What differs, one sentence each; empty when all is as it must be.
    ///
    /// @throws ProviderUnknownException when Stripe does not answer
    /// @throws ProviderSetupException when the key is not accepted
    public List<String> differences() {
        // A key that is not accepted at all is one fault, not sixteen.
        notAccepted();
        var found = new ArrayList<String>();
        StripeRights.missing(stripe, connect).forEach(r -> found.add("the key lacks the right " + r));
        if (!found.isEmpty()) {
            return found;
        }
        account()
                .filter(a -> !Boolean.TRUE.equals(a.getChargesEnabled()))
                .ifPresent(a -> found.add("the account cannot take payments yet; complete it in Stripe's dashboard"));
        List<WebhookEndpoint> endpoints = stripe.call(() -> client.v1()
                        .webhookEndpoints()
                        .list(WebhookEndpointListParams.builder().setLimit(100L).build()))
                .getData();
        List<WebhookEndpoint> ours =
                endpoints.stream().filter(e -> e.getUrl().equals(webhook)).toList();
        if (ours.isEmpty()) {
            found.add("no webhook endpoint points to " + webhook);
            return found;
        }
        List<WebhookEndpoint> on =
                ours.stream().filter(e -> "enabled".equals(e.getStatus())).toList();
        if (on.isEmpty()) {
            found.add("the webhook endpoint for " + webhook + " is disabled");
            return found;
        }
        var missing = new TreeSet<>(EVENTS);
        if (connect) {
            missing.addAll(CONNECT_EVENTS);
        }
        for (WebhookEndpoint e : on) {
            if (e.getEnabledEvents().contains("*")) {
                missing.clear();
            }
            missing.removeAll(e.getEnabledEvents());
        }
        if (!missing.isEmpty()) {
            found.add("the webhook endpoint lacks the events " + String.join(", ", missing));
        }
        if (connect && on.size() == 1) {
            found.add("payouts by Stripe Connect need a second endpoint for " + webhook
                    + ", one for events of connected accounts; without it nobody learns that a creator's account is "
                    + "restricted");
        }
        // Stripe does not tell which of two is for connected accounts.
        if (on.size() > (connect ? 2 : 1)) {
            found.add(on.size() + " webhook endpoints point to " + webhook + "; every event comes as often");
        }
        return found;
    }
}
