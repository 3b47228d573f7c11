package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// Charges: one per payment attempt, successful or not.
final class Charges {
    private final World world;
    private final Balance balance;

    Charges(World world, Balance balance) {
        this.world = world;
        this.balance = balance;
    }

    void register(Api api) {
        api.get(
                "/v1/charges",
                r -> Api.page(
                        r,
                        world.store.newestFirst("charge"),
                        c -> Api.matches(r.params(), c, "customer", "payment_intent", "transfer_group")));
        api.get("/v1/charges/{id}", r -> world.get("charge", r.var("id")));
        api.post("/v1/charges/{id}", r -> {
            ObjectNode charge = world.get("charge", r.var("id"));
            ObjectNode before = charge.deepCopy();
            Params params = r.params()
                    .only(Set.of(
                            "metadata", "description", "receipt_email", "fraud_details", "shipping", "transfer_group"));
            params.copyMetadata(charge);
            params.copyStrings(charge, "description", "receipt_email", "transfer_group");
            params.copyObject(charge, "fraud_details");
            world.save(charge);
            world.events().emit("charge.updated", charge, before);
            return charge;
        });
    }

    private ObjectNode attempt(ObjectNode intent, ObjectNode method, boolean authenticated) {
        ObjectNode charge = world.create("charge");
        String id = World.id(charge);
        for (String field : Set.of(
                "amount",
                "currency",
                "customer",
                "description",
                "metadata",
                "receipt_email",
                "statement_descriptor",
                "statement_descriptor_suffix",
                "shipping",
                "transfer_group",
                "transfer_data",
                "on_behalf_of")) {
            charge.set(field, intent.path(field).deepCopy());
        }
        charge.put("created", world.now(Json.text(intent, "customer")));
        charge.put("payment_intent", World.id(intent));
        charge.put("payment_method", World.id(method));
        charge.set("billing_details", method.path("billing_details").deepCopy());
        charge.put("calculated_statement_descriptor", "TAP2 SANDBOX");
        charge.set("payment_method_details", details(intent, method, authenticated));
        charge.set("refunds", World.list("/v1/charges/" + id + "/refunds", java.util.List.of()));
        return charge;
    }

    private static ObjectNode details(ObjectNode intent, ObjectNode method, boolean authenticated) {
        ObjectNode source = Json.child(method, "card");
        ObjectNode details = Json.object();
        ObjectNode card = details.putObject("card");
        card.set("amount_authorized", intent.path("amount"));
        card.put("authorization_code", Ids.random("", 6).toUpperCase(java.util.Locale.ROOT));
        for (String field : new String[] {
            "brand", "country", "exp_month", "exp_year", "fingerprint", "funding", "last4", "regulated_status"
        }) {
            card.set(field, source.path(field));
        }
        ObjectNode checks = card.putObject("checks");
        checks.putNull("address_line1_check");
        checks.putNull("address_postal_code_check");
        checks.put("cvc_check", "pass");
        for (String field : new String[] {"extended_authorization"}) {
            card.putObject(field).put("status", "disabled");
        }
        for (String field : new String[] {"incremental_authorization", "multicapture"}) {
            card.putObject(field).put("status", "unavailable");
        }
        card.putNull("installments");
        card.putNull("mandate");
        card.set("network", source.path("brand"));
        card.putObject("network_token").put("used", false);
        card.put("network_transaction_id", Ids.random("", 15));
        ObjectNode overcapture = card.putObject("overcapture");
        overcapture.set("maximum_amount_capturable", intent.path("amount"));
        overcapture.put("status", "unavailable");
        if (authenticated) {
            ObjectNode secure = card.putObject("three_d_secure");
            secure.put("authentication_flow", "challenge").put("electronic_commerce_indicator", "05");
            secure.putNull("exemption_indicator");
            secure.put("result", "authenticated");
            secure.putNull("result_reason");
            secure.put("transaction_id", Ids.random("", 20)).put("version", "2.2.0");
        } else {
            card.putNull("three_d_secure");
        }
        card.putNull("transaction_link_id");
        card.putNull("wallet");
        details.put("type", "card");
        return details;
    }

    ObjectNode fail(ObjectNode intent, ObjectNode method, TestCard.Decline decline) {
        ObjectNode charge = attempt(intent, method, false);
        charge.put("failure_code", decline.code()).put("failure_message", decline.message());
        charge.set("outcome", outcome("declined_by_network", decline.declineCode(), "issuer_declined"));
        charge.putNull("receipt_url");
        world.save(charge);
        world.events().emit("charge.failed", charge);
        return charge;
    }

    /// @param capture false leaves the money authorised only
    ObjectNode succeed(ObjectNode intent, ObjectNode method, boolean authenticated, boolean capture) {
        ObjectNode charge = attempt(intent, method, authenticated);
        charge.put("status", "succeeded").put("paid", true);
        charge.put("receipt_url", world.base() + "/receipts/" + World.id(charge));
        charge.set("outcome", outcome("approved_by_network", null, "authorized"));
        if (capture) {
            charge.put("captured", true);
            charge.set("amount_captured", charge.path("amount"));
        }
        world.save(charge);
        world.events().emit("charge.succeeded", charge);
        return charge;
    }

    private static ObjectNode outcome(String network, @Nullable String reason, String type) {
        ObjectNode outcome = Json.object();
        outcome.putNull("advice_code");
        outcome.putNull("network_advice_code");
        outcome.put("network_decline_code", reason == null ? null : "05");
        outcome.put("network_status", network).put("reason", reason);
        outcome.put("risk_level", "normal").put("risk_score", 17);
        outcome.put(
                "seller_message",
                reason == null
                        ? "Payment complete."
                        : "The bank did not return any further" + " details with this decline.");
        return outcome.put("type", type);
    }

    /// Books the money. Stripe captures asynchronously: the fee is known only after `charge.succeeded`, and a
    /// `charge.updated` says so.
    void settle(ObjectNode charge, TestCard card) {
        ObjectNode before = charge.deepCopy();
        long amount = Json.number(charge, "amount_captured");
        String currency = Json.text(charge, "currency", "usd");
        ObjectNode transaction = balance.record(
                "charge",
                amount,
                Balance.chargeFee(amount, currency),
                currency,
                World.id(charge),
                Json.text(charge, "description"),
                card.behaviour() == TestCard.Behaviour.AVAILABLE_AT_ONCE);
        charge.put("balance_transaction", World.id(transaction));
        world.save(charge);
        world.events().emit("charge.updated", charge, before);
    }
}
