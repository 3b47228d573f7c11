package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import java.util.Locale;
import java.util.Set;

/// `/v1/payment_intents`.
final class PaymentIntentsApi {
    private static final Set<String> PARAMS = Set.of(
            "amount",
            "currency",
            "customer",
            "description",
            "metadata",
            "payment_method",
            "payment_method_data",
            "payment_method_types",
            "payment_method_options",
            "automatic_payment_methods",
            "confirm",
            "off_session",
            "return_url",
            "setup_future_usage",
            "receipt_email",
            "statement_descriptor",
            "statement_descriptor_suffix",
            "shipping",
            "transfer_group",
            "transfer_data",
            "on_behalf_of",
            "application_fee_amount",
            "capture_method",
            "confirmation_method",
            "error_on_requires_action",
            "use_stripe_sdk",
            "client_secret",
            "key",
            "mandate_data",
            "radar_options",
            "excluded_payment_method_types",
            "payment_method_configuration",
            "mandate",
            "confirmation_token",
            "amount_to_capture",
            "payment_details");
    private final World world;
    private final Payments payments;
    private final PaymentMethods methods;

    PaymentIntentsApi(World world, Payments payments, PaymentMethods methods) {
        this.world = world;
        this.payments = payments;
        this.methods = methods;
    }

    void register(Api api) {
        api.post("/v1/payment_intents", r -> create(r.params().only(PARAMS)));
        api.get(
                "/v1/payment_intents",
                r -> Api.page(
                        r, world.store.newestFirst("payment_intent"), i -> Api.matches(r.params(), i, "customer")));
        api.open("GET", "/v1/payment_intents/{id}", r -> authorized(r));
        api.post("/v1/payment_intents/{id}", r -> update(r));
        api.open("POST", "/v1/payment_intents/{id}/confirm", this::confirm);
        api.post("/v1/payment_intents/{id}/cancel", r -> {
            ObjectNode intent = world.get("payment_intent", r.var("id"), "intent");
            payments.cancel(intent, r.params().string("cancellation_reason", "requested_by_customer"));
            return intent;
        });
        api.post(
                "/v1/payment_intents/{id}/capture",
                r -> payments.capture(
                        world.get("payment_intent", r.var("id"), "intent"),
                        r.params().number("amount_to_capture")));
    }

    private ObjectNode authorized(Api.Request request) {
        ObjectNode intent = world.get("payment_intent", request.var("id"), "intent");
        String secret = request.params().string("client_secret");
        if ((request.publishable() || secret != null)
                && !Json.text(intent, "client_secret", "").equals(secret)) {
            throw secret == null
                    ? StripeError.missing("client_secret")
                    : StripeError.invalid(
                            "payment_intent_invalid_parameter",
                            "The client_secret provided does not match the client_secret associated with the"
                                    + " PaymentIntent.",
                            "client_secret");
        }
        return intent;
    }

    private ObjectNode create(Params params) {
        ObjectNode intent = draft(params.requiredNumber("amount"), params.required("currency"));
        apply(intent, params);
        world.save(intent);
        world.events().emit("payment_intent.created", intent);
        if (params.string("payment_method") instanceof String pm) {
            intent.put("payment_method", World.id(methods.resolve(pm, "payment_method")));
            intent.put("status", "requires_confirmation");
            world.save(intent);
        }
        return params.flag("confirm", false) ? confirm(intent, params) : intent;
    }

    /// An intent with amount and currency checked, not yet stored.
    ObjectNode draft(long amount, String currency) {
        checkAmount(amount, currency);
        ObjectNode intent = world.create("payment_intent");
        intent.put("amount", amount).put("currency", currency.toLowerCase(Locale.ROOT));
        intent.put("client_secret", World.id(intent) + Ids.random("_secret_", 25));
        return intent;
    }

    static void checkAmount(long amount, String currency) {
        if (!Set.of(
                        "usd", "eur", "gbp", "chf", "cad", "aud", "nzd", "jpy", "sek", "nok", "dkk", "pln", "czk",
                        "brl", "mxn", "inr", "sgd", "hkd", "huf", "ron", "bgn")
                .contains(currency.toLowerCase(Locale.ROOT))) {
            throw StripeError.invalid("Invalid currency: " + currency, "currency");
        }
        if (amount < 0) {
            throw StripeError.invalid(
                    "parameter_invalid_integer", "This value must be greater than or equal to 1.", "amount");
        }
        // Source: Stripe, "Supported currencies", minimum charge amounts; of its own, so that the product's table is
        // tried against it.
        long minimum = switch (currency.toLowerCase(Locale.ROOT)) {
            case "gbp" -> 30;
            case "sek", "nok" -> 300;
            case "dkk" -> 250;
            case "pln" -> 200;
            case "czk" -> 1_500;
            case "mxn" -> 1_000;
            case "hkd" -> 400;
            case "huf" -> 17_500;
            case "ron" -> 200;
            case "bgn" -> 100;
            default -> 50;
        };
        if (amount < minimum) {
            throw StripeError.invalid(
                    "amount_too_small",
                    "Amount must be at least " + minimum + " minor units of " + currency + ".",
                    "amount");
        }
        if (amount > 99_999_999) {
            throw StripeError.invalid(
                    "amount_too_large", "Amount must be no more than 99999999 minor units.", "amount");
        }
    }

    private void apply(ObjectNode intent, Params params) {
        if (params.string("customer") instanceof String customer) {
            world.get("customer", customer, "customer");
            intent.put("customer", customer);
        }
        params.copyStrings(
                intent,
                "description",
                "receipt_email",
                "statement_descriptor",
                "statement_descriptor_suffix",
                "transfer_group",
                "on_behalf_of",
                "setup_future_usage",
                "confirmation_method");
        params.copyMetadata(intent);
        params.copyObject(intent, "shipping");
        if (params.string("capture_method") instanceof String capture) {
            intent.put("capture_method", capture);
        }
        if (params.number("application_fee_amount") instanceof Long fee) {
            intent.put("application_fee_amount", fee);
        }
        if (params.object("transfer_data") instanceof Params transfer) {
            Json.child(intent, "transfer_data").put("destination", transfer.required("destination"));
        }
        if (params.child("automatic_payment_methods").flag("enabled", false) && params.has("payment_method_types")) {
            // Source: https://docs.stripe.com/api/payment_intents/create
            throw StripeError.invalid(
                    "You may only specify one of these parameters: automatic_payment_methods, payment_method_types.",
                    "payment_method_types");
        }
        if (params.object("automatic_payment_methods") instanceof Params automatic) {
            ObjectNode chosen = intent.putObject("automatic_payment_methods");
            chosen.put("allow_redirects", automatic.string("allow_redirects", "always"));
            chosen.put("enabled", automatic.flag("enabled", true));
        } else if (!params.has("payment_method_types")
                && intent.path("automatic_payment_methods").isNull()) {
            intent.putObject("automatic_payment_methods")
                    .put("allow_redirects", "always")
                    .put("enabled", true);
        }
        if (params.has("payment_method_types")) {
            var types = intent.putArray("payment_method_types");
            params.strings("payment_method_types").forEach(types::add);
        }
    }

    private ObjectNode update(Api.Request request) {
        ObjectNode intent = authorized(request);
        Params params = request.params().only(PARAMS);
        String status = World.status(intent);
        if (params.number("amount") instanceof Long amount) {
            if (status.equals("succeeded") || status.equals("canceled")) {
                throw Payments.unexpected(intent, "updated");
            }
            checkAmount(amount, params.string("currency", Json.text(intent, "currency", "usd")));
            intent.put("amount", amount);
        }
        apply(intent, params);
        if (params.string("payment_method") instanceof String pm && status.equals("requires_payment_method")) {
            intent.put("payment_method", World.id(methods.resolve(pm, "payment_method")));
            intent.put("status", "requires_confirmation");
        }
        world.save(intent);
        return intent;
    }

    private ObjectNode confirm(Api.Request request) {
        return confirm(authorized(request), request.params().only(PARAMS));
    }

    private ObjectNode confirm(ObjectNode intent, Params params) {
        String status = World.status(intent);
        if (!Set.of("requires_payment_method", "requires_confirmation", "requires_action")
                .contains(status)) {
            throw Payments.unexpected(intent, "confirmed");
        }
        params.copyStrings(intent, "receipt_email", "setup_future_usage");
        ObjectNode method = methods.chosen(params, Json.text(intent, "payment_method"));
        if (method == null) {
            throw StripeError.invalid(
                            "payment_intent_unexpected_state",
                            "You cannot confirm this PaymentIntent because it's missing a payment method. You can"
                                    + " either update the PaymentIntent with a payment method and then confirm it"
                                    + " again, or confirm it again directly with a payment method or ConfirmationToken.",
                            null)
                    .with("payment_intent", World.view(intent));
        }
        String returnUrl = params.string("return_url");
        boolean redirects = !"never".equals(Json.text(intent.path("automatic_payment_methods"), "allow_redirects"));
        boolean offSession = "true".equals(params.string("off_session"))
                || Set.of("one_off", "recurring").contains(params.string("off_session", ""));
        if (returnUrl == null
                && redirects
                && !offSession
                && Json.flag(intent.path("automatic_payment_methods"), "enabled")
                && params.string("client_secret") == null
                && !params.flag("use_stripe_sdk", false)) {
            throw StripeError.invalid(
                    "This PaymentIntent is configured to accept payment methods enabled in your Dashboard. Because"
                            + " some of these payment methods might redirect your customer off of your page, you must"
                            + " provide a `return_url`.",
                    "return_url");
        }
        return payments.confirm(
                intent,
                method,
                // With `use_stripe_sdk` Stripe.js asks in a dialog, also where a return_url is given.
                // Source: https://docs.stripe.com/payments/finalize-payments-on-the-server
                new Payments.Confirm(
                        params.flag("use_stripe_sdk", false) ? null : returnUrl,
                        offSession,
                        params.flag("error_on_requires_action", false)));
    }
}
