package gg.tap2.server.sandbox.stripe;

import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/// The rights of a restricted key: none, read or write for each resource. A key without restriction may do everything.
/// Write is also read. A call that the key has no right to is answered with 403 and the name of the right.
///
/// Source: https://docs.stripe.com/keys/restricted-api-keys (levels, resources) and the messages that name
/// `rak_…_read` and `rak_…_write`.
final class KeyRights {
    /// By the first parts of the path; the longest that fits.
    private static final Map<String, String> RESOURCES = Map.ofEntries(
            Map.entry("payment_intents", "payment_intent"),
            Map.entry("setup_intents", "setup_intent"),
            Map.entry("payment_methods", "payment_method"),
            Map.entry("customers", "customer"),
            Map.entry("charges", "charge"),
            Map.entry("refunds", "charge"),
            Map.entry("disputes", "dispute"),
            Map.entry("files", "file"),
            Map.entry("balance", "balance"),
            Map.entry("balance_transactions", "balance_transaction_source"),
            Map.entry("products", "product"),
            Map.entry("prices", "plan"),
            Map.entry("checkout/sessions", "checkout_session"),
            Map.entry("subscriptions", "subscription"),
            Map.entry("subscription_items", "subscription"),
            Map.entry("invoices", "invoice"),
            Map.entry("invoice_payments", "invoice"),
            Map.entry("coupons", "coupon"),
            Map.entry("webhook_endpoints", "webhook"),
            Map.entry("events", "event"),
            Map.entry("accounts", "account"),
            Map.entry("account", "account"),
            Map.entry("account_links", "account_link"),
            Map.entry("transfers", "transfer"),
            Map.entry("payouts", "payout"));

    private @Nullable Map<String, String> rights;

    /// @param given such as `charge=write, balance=read`; null for a key without restriction
    void restrict(@Nullable String given) {
        if (given == null) {
            rights = null;
            return;
        }
        var all = new TreeMap<String, String>();
        for (String right : given.split(",", -1)) {
            if (!right.isBlank()) {
                String[] parts = right.strip().split("=", -1);
                all.put(parts[0], parts[1]);
            }
        }
        rights = all;
    }

    void check(String method, String path) {
        if (rights == null || !path.startsWith("/v1/")) {
            return;
        }
        String resource = resource(path.substring("/v1/".length()));
        boolean write = !method.equals("GET") && !path.endsWith("/create_preview");
        String has = rights.getOrDefault(resource, "none");
        if (has.equals("write") || has.equals("read") && !write) {
            return;
        }
        throw StripeError.of(
                403,
                "invalid_request_error",
                null,
                "The provided key 'rk_test_****' does not have the required permissions for this endpoint on account"
                        + " 'acct_sandbox'. Having the 'rak_" + resource + "_" + (write ? "write" : "read")
                        + "' permission would allow this request to continue.");
    }

    private static String resource(String path) {
        String best = "";
        for (String known : RESOURCES.keySet()) {
            if ((path.equals(known) || path.startsWith(known + "/")) && known.length() > best.length()) {
                best = known;
            }
        }
        return RESOURCES.getOrDefault(best, path.split("/", -1)[0].toLowerCase(Locale.ROOT));
    }
}
