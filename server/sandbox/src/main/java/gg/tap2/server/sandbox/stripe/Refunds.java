package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import java.util.Set;

/// `/v1/refunds`: full and partial, pending ones, and ones that fail later.
final class Refunds {
    private static final Set<String> PARAMS = Set.of(
            "charge",
            "payment_intent",
            "amount",
            "reason",
            "metadata",
            "currency",
            "customer",
            "instructions_email",
            "refund_application_fee",
            "reverse_transfer",
            "origin");
    private final World world;
    private final Balance balance;
    private final PaymentMethods methods;

    Refunds(World world, Balance balance, PaymentMethods methods) {
        this.world = world;
        this.balance = balance;
        this.methods = methods;
    }

    void register(Api api, Expansion expansion) {
        api.post("/v1/refunds", r -> create(r.params().only(PARAMS)));
        api.get(
                "/v1/refunds",
                r -> Api.page(
                        r,
                        world.store.newestFirst("refund"),
                        f -> Api.matches(r.params(), f, "charge", "payment_intent")));
        api.get("/v1/refunds/{id}", r -> world.get("refund", r.var("id")));
        api.post("/v1/refunds/{id}", r -> {
            ObjectNode refund = world.get("refund", r.var("id"));
            r.params().only(Set.of("metadata")).copyMetadata(refund);
            world.save(refund);
            world.events().emit("refund.updated", refund);
            return refund;
        });
        api.get(
                "/v1/charges/{id}/refunds",
                r -> Api.page(
                        r, world.store.newestFirst("refund"), f -> r.var("id").equals(Json.text(f, "charge"))));
    }

    private ObjectNode charge(Params params) {
        if (params.string("charge") instanceof String id) {
            return world.get("charge", id, "charge");
        }
        String id = params.string("payment_intent");
        if (id == null) {
            throw StripeError.invalid(
                    "parameter_missing",
                    "One of the following params should be provided for this request: payment_intent or charge.",
                    null);
        }
        ObjectNode intent = world.get("payment_intent", id, "payment_intent");
        String charge = Json.text(intent, "latest_charge");
        if (charge == null || !World.status(intent).equals("succeeded")) {
            throw StripeError.invalid(
                    "payment_intent_unexpected_state",
                    "This PaymentIntent (" + id + ") does not have a successful charge to refund.",
                    "payment_intent");
        }
        return world.get("charge", charge, "charge");
    }

    private ObjectNode create(Params params) {
        ObjectNode charge = charge(params);
        long left = Json.number(charge, "amount_captured") - Json.number(charge, "amount_refunded");
        if (Json.flag(charge, "disputed") && !Json.flag(charge, "_refundable_dispute")) {
            throw StripeError.invalid(
                    "charge_disputed",
                    "Charge " + World.id(charge) + " has been charged back; cannot issue a refund.",
                    null);
        }
        if (left <= 0) {
            throw StripeError.invalid(
                    "charge_already_refunded", "Charge " + World.id(charge) + " has already been refunded.", null);
        }
        long amount = params.number("amount", left);
        if (amount < 1) {
            throw StripeError.invalid("parameter_invalid_integer", "Invalid positive integer", "amount");
        }
        if (amount > left) {
            throw StripeError.invalid(
                    "amount_too_large",
                    "Refund amount (" + amount + ") is greater than unrefunded amount on charge (" + left + ")",
                    "amount");
        }
        ObjectNode refund = world.create("refund");
        refund.put("created", world.now(Json.text(charge, "customer")));
        refund.put("amount", amount).set("currency", charge.path("currency"));
        refund.put("charge", World.id(charge));
        refund.set("payment_intent", charge.path("payment_intent"));
        refund.put("reason", params.oneOf("reason", "", "duplicate", "fraudulent", "requested_by_customer"));
        if (Json.text(refund, "reason") == null) {
            refund.putNull("reason");
        }
        params.copyMetadata(refund);
        refund.put("receipt_number", Ids.random("", 8).toUpperCase(java.util.Locale.ROOT));
        book(refund, charge, amount);
        TestCard.Behaviour behaviour = behaviour(charge);
        boolean pending = behaviour == TestCard.Behaviour.REFUND_PENDING;
        refund.put("status", pending ? "pending" : "succeeded");
        if (pending) {
            refund.put("pending_reason", "processing");
        }
        refund.put("_due", world.now() + 1);
        refund.put("_then", pending ? "succeed" : behaviour == TestCard.Behaviour.REFUND_FAILS ? "fail" : "");
        world.save(refund);
        sync(charge);
        world.events().emit("refund.created", refund);
        world.events().emit("charge.refunded", charge);
        return refund;
    }

    private TestCard.Behaviour behaviour(ObjectNode charge) {
        String method = Json.text(charge, "payment_method");
        ObjectNode found = method == null ? null : world.find("payment_method", method);
        return found == null
                ? TestCard.Behaviour.OK
                : PaymentMethods.card(found).behaviour();
    }

    private void book(ObjectNode refund, ObjectNode charge, long amount) {
        ObjectNode transaction = balance.record(
                "refund",
                -amount,
                0,
                Json.text(charge, "currency", "usd"),
                World.id(refund),
                "REFUND FOR CHARGE",
                true);
        refund.put("balance_transaction", World.id(transaction));
        long refunded = Json.number(charge, "amount_refunded") + amount;
        charge.put("amount_refunded", refunded);
        charge.put("refunded", refunded == Json.number(charge, "amount_captured"));
    }

    /// Writes the charge's own list of refunds anew.
    private void sync(ObjectNode charge) {
        ObjectNode list = Json.child(charge, "refunds");
        var data = list.putArray("data");
        for (ObjectNode refund : world.store.newestFirst("refund")) {
            if (World.id(charge).equals(Json.text(refund, "charge"))) {
                JsonNode view = World.view(refund);
                data.add(view);
            }
        }
        list.put("has_more", false);
        world.save(charge);
    }

    /// Finishes what was left pending, and fails what its card makes fail.
    void tick() {
        long now = world.now();
        for (ObjectNode refund : world.store.all("refund")) {
            String then = Json.text(refund, "_then");
            if (then == null || Json.number(refund, "_due") > now) {
                continue;
            }
            if (then.equals("succeed")) {
                ObjectNode before = refund.deepCopy();
                refund.put("status", "succeeded");
                refund.remove("pending_reason");
                refund.remove("_then");
                world.save(refund);
                sync(world.get("charge", Json.text(refund, "charge", "")));
                world.events().emit("refund.updated", refund, before);
                world.events().emit("charge.refund.updated", refund, before);
            } else {
                fail(refund, "expired_or_canceled_card");
            }
        }
    }

    /// The money comes back: the charge counts as not refunded by this amount again.
    ObjectNode fail(ObjectNode refund, String reason) {
        if (World.status(refund).equals("failed") || World.status(refund).equals("canceled")) {
            return refund;
        }
        ObjectNode before = refund.deepCopy();
        ObjectNode charge = world.get("charge", Json.text(refund, "charge", ""));
        long amount = Json.number(refund, "amount");
        ObjectNode transaction = balance.record(
                "refund_failure",
                amount,
                0,
                Json.text(refund, "currency", "usd"),
                World.id(refund),
                "REFUND FAILURE",
                true);
        refund.put("status", "failed").put("failure_reason", reason);
        refund.put("failure_balance_transaction", World.id(transaction));
        refund.remove("_then");
        refund.remove("pending_reason");
        world.save(refund);
        charge.put("amount_refunded", Json.number(charge, "amount_refunded") - amount);
        charge.put("refunded", false);
        sync(charge);
        world.events().emit("refund.failed", refund, before);
        world.events().emit("refund.updated", refund, before);
        world.events().emit("charge.refund.updated", refund, before);
        return refund;
    }

    PaymentMethods methods() {
        return methods;
    }
}
