package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/v1/payment_methods`: cards by test number, by token or by `pm_card_…` name. Numbers themselves are never kept.
final class PaymentMethods {
    private static final Set<String> PARAMS = Set.of(
            "type", "card", "billing_details", "metadata", "customer", "allow_redisplay", "key", "payment_method");
    private final World world;

    PaymentMethods(World world) {
        this.world = world;
    }

    void register(Api api) {
        api.open("POST", "/v1/payment_methods", r -> create(r.params().only(PARAMS)));
        api.get(
                "/v1/payment_methods",
                r -> Api.page(
                        r,
                        world.store.newestFirst("payment_method"),
                        m -> Json.text(m, "customer") != null && Api.matches(r.params(), m, "customer", "type")));
        api.get("/v1/payment_methods/{id}", r -> resolve(r.var("id"), "payment_method"));
        api.post("/v1/payment_methods/{id}", r -> update(r.var("id"), r.params()));
        api.post(
                "/v1/payment_methods/{id}/attach",
                r -> attach(resolve(r.var("id"), "payment_method"), r.params().required("customer")));
        api.post("/v1/payment_methods/{id}/detach", r -> detach(r.var("id")));
    }

    ObjectNode create(Params params) {
        String type = params.required("type");
        if (!type.equals("card")) {
            throw StripeError.invalid("Invalid type: this sandbox takes card", "type");
        }
        Params card = params.object("card");
        if (card == null) {
            throw StripeError.missing("card");
        }
        ObjectNode method = fromCard(card);
        billing(method, params);
        params.copyMetadata(method);
        params.copyStrings(method, "allow_redisplay");
        world.save(method);
        return method;
    }

    private ObjectNode fromCard(Params card) {
        if (card.string("token") instanceof String token) {
            TestCard known = TestCard.byAlias(token.replaceFirst("^tok_", ""));
            if (known == null) {
                throw StripeError.notFound("token", token, "card[token]");
            }
            return of(known, 12, year() + 4);
        }
        TestCard known = TestCard.byNumber(card.required("number"));
        long month = card.requiredNumber("exp_month");
        long year = card.requiredNumber("exp_year");
        long fullYear = year < 100 ? 2000 + year : year;
        if (month < 1 || month > 12) {
            throw StripeError.card(new TestCard.Decline(
                    "invalid_expiry_month", null, "Your card's expiration month is invalid.", "exp_month"));
        }
        var today = world.clock.instant().atZone(ZoneOffset.UTC);
        if (fullYear < today.getYear() || fullYear == today.getYear() && month < today.getMonthValue()) {
            throw StripeError.card(new TestCard.Decline(
                    "invalid_expiry_year", null, "Your card's expiration year is invalid.", "exp_year"));
        }
        String cvc = card.string("cvc");
        if (cvc != null && !cvc.matches("[0-9]{3,4}")) {
            throw StripeError.card(
                    new TestCard.Decline("invalid_cvc", null, "Your card's security code is invalid.", "cvc"));
        }
        return of(known, month, fullYear);
    }

    private int year() {
        return world.clock.instant().atZone(ZoneOffset.UTC).getYear();
    }

    private ObjectNode of(TestCard known, long month, long year) {
        ObjectNode method = world.create("payment_method");
        method.put("_card", known.alias());
        ObjectNode card = Json.child(method, "card");
        card.put("brand", known.brand()).put("display_brand", known.brand());
        card.put("country", known.country()).put("funding", known.funding());
        card.put("exp_month", month).put("exp_year", year);
        card.put("last4", known.last4());
        card.put("fingerprint", fingerprint(known));
        card.putNull("generated_from");
        card.putNull("wallet");
        card.put("regulated_status", "unregulated");
        ObjectNode networks = card.putObject("networks");
        networks.putArray("available").add(known.brand());
        networks.putNull("preferred");
        card.putObject("three_d_secure_usage").put("supported", true);
        return method;
    }

    private static String fingerprint(TestCard card) {
        return Long.toString(Math.abs(Objects.hash(card.number()) * 2_654_435_761L) + 78_364_164_096L, 36);
    }

    static void billing(ObjectNode method, Params params) {
        Params details = params.object("billing_details");
        if (details == null) {
            return;
        }
        ObjectNode billing = Json.child(method, "billing_details");
        details.copyStrings(billing, "name", "email", "phone");
        if (details.object("address") instanceof Params address) {
            ObjectNode target = Json.child(billing, "address");
            address.copyStrings(target, "city", "country", "line1", "line2", "postal_code", "state");
        }
    }

    /// A payment method by id, or a fresh one from a `pm_card_…` name.
    ObjectNode resolve(String id, String param) {
        ObjectNode found = world.store.find("payment_method", id);
        if (found != null) {
            return found;
        }
        TestCard known = id.startsWith("pm_card_") ? TestCard.byAlias(id.substring(8)) : null;
        if (known == null) {
            throw StripeError.notFound("PaymentMethod", id, param);
        }
        ObjectNode method = of(known, 12, year() + 4);
        world.save(method);
        return method;
    }

    static TestCard card(ObjectNode method) {
        TestCard card = TestCard.byAlias(Json.text(method, "_card", "visa"));
        if (card == null) {
            throw new IllegalStateException("unknown card on " + World.id(method));
        }
        return card;
    }

    ObjectNode attach(ObjectNode method, String customer) {
        world.get("customer", customer, "customer");
        String owner = Json.text(method, "customer");
        if (customer.equals(owner)) {
            return method;
        }
        if (owner != null) {
            throw StripeError.invalid(
                    "payment_method_unexpected_state",
                    "The payment method you provided has already been attached to a customer.",
                    null);
        }
        if (Json.flag(method, "_detached")) {
            throw StripeError.invalid(
                    "This PaymentMethod was previously used without being attached to a Customer or was detached"
                            + " from a Customer, and may not be used again.",
                    null);
        }
        TestCard card = card(method);
        if (card.behaviour() == TestCard.Behaviour.DECLINE && card.decline() != null) {
            throw StripeError.card(card.decline());
        }
        method.put("customer", customer);
        world.save(method);
        world.events().emit("payment_method.attached", method);
        return method;
    }

    private ObjectNode detach(String id) {
        ObjectNode method = world.get("payment_method", id, "payment_method");
        String customer = Json.text(method, "customer");
        if (customer == null) {
            throw StripeError.invalid(
                    "payment_method_unexpected_state",
                    "The payment method you provided is not attached to a customer so detachment is impossible.",
                    null);
        }
        ObjectNode before = method.deepCopy();
        method.putNull("customer");
        method.put("_detached", true);
        world.save(method);
        ObjectNode owner = world.get("customer", customer);
        ObjectNode settings = Json.child(owner, "invoice_settings");
        if (id.equals(Json.text(settings, "default_payment_method"))) {
            settings.putNull("default_payment_method");
            world.save(owner);
        }
        world.events().emit("payment_method.detached", method, before);
        return method;
    }

    private ObjectNode update(String id, Params params) {
        ObjectNode method = world.get("payment_method", id, "payment_method");
        billing(method, params);
        params.copyMetadata(method);
        params.copyStrings(method, "allow_redisplay");
        Params card = params.child("card");
        ObjectNode target = Json.child(method, "card");
        if (card.number("exp_month") instanceof Long month) {
            target.put("exp_month", month);
        }
        if (card.number("exp_year") instanceof Long year) {
            target.put("exp_year", year);
        }
        world.save(method);
        return method;
    }

    /// The method a confirmation uses: by id, by inline data, or the one already on the object.
    @Nullable
    ObjectNode chosen(Params params, @Nullable String already) {
        if (params.object("payment_method_data") instanceof Params data) {
            return create(data);
        }
        String id = params.string("payment_method");
        if (id == null) {
            id = already;
        }
        return id == null ? null : resolve(id, "payment_method");
    }
}
