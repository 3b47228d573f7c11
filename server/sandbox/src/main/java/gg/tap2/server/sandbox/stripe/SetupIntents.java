package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import java.util.Set;

/// `/v1/setup_intents`: keeping a card for later.
final class SetupIntents {
    private static final Set<String> PARAMS = Set.of(
            "customer",
            "description",
            "metadata",
            "payment_method",
            "payment_method_data",
            "payment_method_types",
            "payment_method_options",
            "automatic_payment_methods",
            "confirm",
            "usage",
            "return_url",
            "client_secret",
            "key",
            "use_stripe_sdk",
            "mandate_data",
            "on_behalf_of",
            "single_use",
            "flow_directions",
            "attach_to_self",
            "payment_method_configuration",
            "confirmation_token");
    private final World world;
    private final Payments payments;
    private final PaymentMethods methods;

    SetupIntents(World world, Payments payments, PaymentMethods methods) {
        this.world = world;
        this.payments = payments;
        this.methods = methods;
    }

    void register(Api api) {
        api.post("/v1/setup_intents", r -> create(r.params().only(PARAMS)));
        api.get(
                "/v1/setup_intents",
                r -> Api.page(
                        r,
                        world.store.newestFirst("setup_intent"),
                        i -> Api.matches(r.params(), i, "customer", "payment_method")));
        api.open("GET", "/v1/setup_intents/{id}", this::authorized);
        api.post("/v1/setup_intents/{id}", r -> {
            ObjectNode intent = authorized(r);
            apply(intent, r.params().only(PARAMS));
            world.save(intent);
            return intent;
        });
        api.open(
                "POST",
                "/v1/setup_intents/{id}/confirm",
                r -> confirm(authorized(r), r.params().only(PARAMS)));
        api.post(
                "/v1/setup_intents/{id}/cancel",
                r -> cancel(authorized(r), r.params().string("cancellation_reason", "requested_by_customer")));
    }

    private ObjectNode authorized(Api.Request request) {
        ObjectNode intent = world.get("setup_intent", request.var("id"), "intent");
        String secret = request.params().string("client_secret");
        if ((request.publishable() || secret != null)
                && !Json.text(intent, "client_secret", "").equals(secret)) {
            throw StripeError.invalid(
                    "The client_secret provided does not match the client_secret associated with the SetupIntent.",
                    "client_secret");
        }
        return intent;
    }

    ObjectNode create(Params params) {
        ObjectNode intent = world.create("setup_intent");
        intent.put("client_secret", World.id(intent) + Ids.random("_secret_", 25));
        apply(intent, params);
        world.save(intent);
        world.events().emit("setup_intent.created", intent);
        if (params.string("payment_method") instanceof String pm) {
            intent.put("payment_method", World.id(methods.resolve(pm, "payment_method")));
            intent.put("status", "requires_confirmation");
            world.save(intent);
        }
        return params.flag("confirm", false) ? confirm(intent, params) : intent;
    }

    private void apply(ObjectNode intent, Params params) {
        if (params.string("customer") instanceof String customer) {
            world.get("customer", customer, "customer");
            intent.put("customer", customer);
        }
        params.copyStrings(intent, "description", "usage");
        if (Json.text(intent, "usage") == null) {
            intent.put("usage", "off_session");
        }
        params.copyMetadata(intent);
        if (params.has("payment_method_types")) {
            var types = intent.putArray("payment_method_types");
            params.strings("payment_method_types").forEach(types::add);
        } else if (intent.path("automatic_payment_methods").isNull()) {
            intent.putObject("automatic_payment_methods")
                    .put("allow_redirects", "always")
                    .put("enabled", true);
        }
    }

    ObjectNode confirm(ObjectNode intent, Params params) {
        String status = World.status(intent);
        if (status.equals("succeeded") || status.equals("canceled")) {
            throw StripeError.invalid(
                            "setup_intent_unexpected_state",
                            "This SetupIntent could not be confirmed because it has a status of " + status + ".",
                            null)
                    .with("setup_intent", World.view(intent));
        }
        ObjectNode method = methods.chosen(params, Json.text(intent, "payment_method"));
        if (method == null) {
            throw StripeError.invalid(
                    "setup_intent_unexpected_state",
                    "You cannot confirm this SetupIntent because it's missing a payment method.",
                    null);
        }
        intent.put("payment_method", World.id(method));
        intent.put("_return_url", params.string("return_url"));
        intent.putNull("last_setup_error");
        if (Payments.isThreeDs(PaymentMethods.card(method).behaviour())) {
            intent.put("status", "requires_action");
            intent.set("next_action", payments.nextAction(intent, "seti", params.string("return_url")));
            world.save(intent);
            world.events().emit("setup_intent.requires_action", intent);
            return intent;
        }
        return finish(intent, method);
    }

    void authenticated(ObjectNode intent, boolean passed) {
        if (!World.status(intent).equals("requires_action")) {
            return;
        }
        ObjectNode method = methods.resolve(Json.text(intent, "payment_method", ""), "payment_method");
        try {
            if (passed) {
                method.put("_authenticated", true);
                world.save(method);
                finish(intent, method);
            } else {
                throw fail(
                        intent,
                        method,
                        StripeError.card(new TestCard.Decline(
                                "setup_intent_authentication_failure",
                                null,
                                "The latest attempt to set up the payment method has failed because authentication"
                                        + " failed.",
                                null)));
            }
        } catch (StripeError declined) {
            world.save(intent);
        }
    }

    private ObjectNode finish(ObjectNode intent, ObjectNode method) {
        String customer = Json.text(intent, "customer");
        TestCard card = PaymentMethods.card(method);
        if (card.behaviour() == TestCard.Behaviour.DECLINE && card.decline() != null) {
            throw fail(intent, method, StripeError.card(card.decline()));
        }
        if (customer != null && Json.text(method, "customer") == null) {
            methods.attach(method, customer);
        }
        intent.put("status", "succeeded");
        intent.putNull("next_action");
        world.save(intent);
        world.events().emit("setup_intent.succeeded", intent);
        return intent;
    }

    private StripeError fail(ObjectNode intent, ObjectNode method, StripeError error) {
        error.with("payment_method", World.view(method));
        intent.set("last_setup_error", error.error().deepCopy());
        intent.put("status", "requires_payment_method");
        intent.putNull("payment_method");
        intent.putNull("next_action");
        world.save(intent);
        world.events().emit("setup_intent.setup_failed", intent);
        return error.with("setup_intent", World.view(intent));
    }

    private ObjectNode cancel(ObjectNode intent, String reason) {
        if (World.status(intent).equals("succeeded") || World.status(intent).equals("canceled")) {
            throw StripeError.invalid(
                    "setup_intent_unexpected_state",
                    "You cannot cancel this SetupIntent because it has a status of " + World.status(intent) + ".",
                    null);
        }
        intent.put("status", "canceled").put("cancellation_reason", reason);
        intent.putNull("next_action");
        world.save(intent);
        world.events().emit("setup_intent.canceled", intent);
        return intent;
    }
}
