package gg.tap2.server.stripe;

import com.stripe.StripeClient;
import com.stripe.param.BalanceTransactionListParams;
import com.stripe.param.ChargeListParams;
import com.stripe.param.CustomerListParams;
import com.stripe.param.DisputeListParams;
import com.stripe.param.FileListParams;
import com.stripe.param.InvoiceListParams;
import com.stripe.param.PaymentIntentListParams;
import com.stripe.param.PriceListParams;
import com.stripe.param.ProductListParams;
import com.stripe.param.RefundListParams;
import com.stripe.param.SetupIntentListParams;
import com.stripe.param.SubscriptionListParams;
import com.stripe.param.TransferListParams;
import com.stripe.param.WebhookEndpointListParams;
import com.stripe.param.checkout.SessionListParams;
import java.util.ArrayList;
import java.util.List;

/// What a restricted key must be allowed. `docs/going-live.md` lists the same for people.
public final class StripeRights {
    /// `name` is what the dashboard calls it, `resource` what Stripe's refusals do, as in `rak_charge_write`.
    public record Right(String name, String resource, String level, boolean connectOnly) {
        @Override
        public String toString() {
            return name + ": " + level;
        }
    }

    public static final List<Right> NEEDED = List.of(
            new Right("PaymentIntents", "payment_intent", "write", false),
            new Right("SetupIntents", "setup_intent", "write", false),
            new Right("PaymentMethods", "payment_method", "write", false),
            new Right("Customers", "customer", "write", false),
            new Right("Charges and Refunds", "charge", "write", false),
            new Right("Disputes", "dispute", "write", false),
            new Right("Files", "file", "write", false),
            new Right("Products", "product", "write", false),
            new Right("Prices", "plan", "write", false),
            new Right("Checkout Sessions", "checkout_session", "write", false),
            new Right("Subscriptions", "subscription", "write", false),
            new Right("Invoices", "invoice", "write", false),
            new Right("Balance", "balance", "read", false),
            new Right("Balance transaction sources", "balance_transaction_source", "read", false),
            new Right("Webhook Endpoints", "webhook", "read", false),
            new Right("Accounts", "account", "write", true),
            new Right("Account Links", "account_link", "write", true),
            new Right("Transfers", "transfer", "write", true));

    private StripeRights() {}

    private record Question(String resource, StripeGateway.Work<?> work) {}

    /// Asks one harmless thing of each kind; answers the rights that the key lacks. Only reading can be asked without
    /// doing anything, so a right to write that is missing shows at its first use, as an operator's alarm.
    ///
    /// @param connect whether payouts go by Stripe Connect
    /// @throws ProviderUnknownException when Stripe does not answer
    public static List<Right> missing(StripeGateway stripe, boolean connect) {
        var found = new ArrayList<Right>();
        for (Question q : questions(stripe.client())) {
            Right right = NEEDED.stream()
                    .filter(r -> r.resource().equals(q.resource()))
                    .findFirst()
                    .orElseThrow();
            if (right.connectOnly() && !connect) {
                continue;
            }
            try {
                stripe.callQuietly(q.work());
            } catch (ProviderSetupException e) {
                found.add(right);
            }
        }
        return found;
    }

    private static List<Question> questions(StripeClient c) {
        return List.of(
                new Question(
                        "payment_intent",
                        () -> c.v1().paymentIntents()
                                .list(PaymentIntentListParams.builder()
                                        .setLimit(1L)
                                        .build())),
                new Question(
                        "setup_intent",
                        () -> c.v1().setupIntents()
                                .list(SetupIntentListParams.builder()
                                        .setLimit(1L)
                                        .build())),
                new Question(
                        "customer",
                        () -> c.v1().customers()
                                .list(CustomerListParams.builder().setLimit(1L).build())),
                new Question(
                        "charge",
                        () -> c.v1().charges()
                                .list(ChargeListParams.builder().setLimit(1L).build())),
                new Question(
                        "charge",
                        () -> c.v1().refunds()
                                .list(RefundListParams.builder().setLimit(1L).build())),
                new Question(
                        "dispute",
                        () -> c.v1().disputes()
                                .list(DisputeListParams.builder().setLimit(1L).build())),
                new Question(
                        "file",
                        () -> c.v1().files()
                                .list(FileListParams.builder().setLimit(1L).build())),
                new Question(
                        "product",
                        () -> c.v1().products()
                                .list(ProductListParams.builder().setLimit(1L).build())),
                new Question(
                        "plan",
                        () -> c.v1().prices()
                                .list(PriceListParams.builder().setLimit(1L).build())),
                new Question(
                        "checkout_session",
                        () -> c.v1().checkout()
                                .sessions()
                                .list(SessionListParams.builder().setLimit(1L).build())),
                new Question(
                        "subscription",
                        () -> c.v1().subscriptions()
                                .list(SubscriptionListParams.builder()
                                        .setLimit(1L)
                                        .build())),
                new Question(
                        "invoice",
                        () -> c.v1().invoices()
                                .list(InvoiceListParams.builder().setLimit(1L).build())),
                new Question("balance", () -> c.v1().balance().retrieve()),
                new Question(
                        "balance_transaction_source",
                        () -> c.v1().balanceTransactions()
                                .list(BalanceTransactionListParams.builder()
                                        .setLimit(1L)
                                        .build())),
                new Question(
                        "webhook",
                        () -> c.v1().webhookEndpoints()
                                .list(WebhookEndpointListParams.builder()
                                        .setLimit(1L)
                                        .build())),
                new Question(
                        "transfer",
                        () -> c.v1().transfers()
                                .list(TransferListParams.builder().setLimit(1L).build())));
    }
}
