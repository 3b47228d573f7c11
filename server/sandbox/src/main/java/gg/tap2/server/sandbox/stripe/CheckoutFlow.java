package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import org.jspecify.annotations.Nullable;

/// What happens when a visitor presses the button of a Checkout page.
final class CheckoutFlow {
    /// Starts the subscription a session sells; answers it with its first payment tried.
    @FunctionalInterface
    interface Subscriber {
        ObjectNode start(ObjectNode session, ObjectNode customer, ObjectNode method);
    }

    private final World world;
    private final PaymentMethods methods;
    private final PaymentIntentsApi intents;
    private final Payments payments;
    private final SetupIntents setups;
    private final CustomersApi customers;
    private final Subscriber subscriber;

    CheckoutFlow(
            World world,
            PaymentMethods methods,
            PaymentIntentsApi intents,
            Payments payments,
            SetupIntents setups,
            CustomersApi customers,
            Subscriber subscriber) {
        this.world = world;
        this.methods = methods;
        this.intents = intents;
        this.payments = payments;
        this.setups = setups;
        this.customers = customers;
        this.subscriber = subscriber;
    }

    /// Pays; answers where the browser goes next. Throws the card error to show on the page.
    String submit(ObjectNode session, String email, @Nullable String name, Params cardForm) {
        if (!World.status(session).equals("open")) {
            throw StripeError.invalid("This checkout is no longer open.", null);
        }
        CheckoutSessions.details(session, email, name);
        String mode = Json.text(session, "mode", "");
        String paymentStatus = Json.text(session, "payment_status", "");
        if (mode.equals("payment") && paymentStatus.equals("no_payment_required")) {
            customer(session, email, name, "always".equals(Json.text(session, "customer_creation")));
            return complete(session, "no_payment_required");
        }
        ObjectNode method = methods.create(cardForm);
        Json.child(method, "billing_details").put("email", email).put("name", name);
        world.save(method);
        String returnUrl = world.base() + "/c/pay/" + World.id(session) + "/return";
        ObjectNode intent = switch (mode) {
            case "payment" -> pay(session, method, email, name, returnUrl);
            case "setup" -> setUp(session, method, email, name, returnUrl);
            default -> subscribe(session, method, email, name, returnUrl);
        };
        world.save(session);
        if (intent != null && World.status(intent).equals("requires_action")) {
            return Json.text(intent.path("next_action").path("redirect_to_url"), "url", returnUrl);
        }
        return settle(session);
    }

    private @Nullable ObjectNode customer(ObjectNode session, String email, @Nullable String name, boolean always) {
        String id = Json.text(session, "customer");
        if (id != null) {
            return world.get("customer", id);
        }
        if (!always) {
            return null;
        }
        ObjectNode params = Json.object().put("email", email);
        if (name != null) {
            params.put("name", name);
        }
        ObjectNode customer = customers.create(new Params(params));
        session.put("customer", World.id(customer));
        return customer;
    }

    private ObjectNode pay(
            ObjectNode session, ObjectNode method, String email, @Nullable String name, String returnUrl) {
        Params data = new Params(Json.child(session, "_payment_intent_data"));
        boolean keep = data.has("setup_future_usage");
        ObjectNode customer =
                customer(session, email, name, keep || "always".equals(Json.text(session, "customer_creation")));
        ObjectNode intent = world.find("payment_intent", Json.text(session, "payment_intent"));
        if (intent == null) {
            intent = intents.draft(Json.number(session, "amount_total"), Json.text(session, "currency", "usd"));
            data.copyStrings(
                    intent,
                    "description",
                    "receipt_email",
                    "setup_future_usage",
                    "transfer_group",
                    "statement_descriptor",
                    "statement_descriptor_suffix");
            data.copyMetadata(intent);
            if (data.object("transfer_data") instanceof Params transfer) {
                Json.child(intent, "transfer_data").put("destination", transfer.required("destination"));
            }
            intent.put("customer", customer == null ? null : World.id(customer));
            intent.putObject("automatic_payment_methods")
                    .put("allow_redirects", "always")
                    .put("enabled", true);
            intent.put("_checkout", World.id(session));
            world.save(intent);
            world.events().emit("payment_intent.created", intent);
            session.put("payment_intent", World.id(intent));
            world.save(session);
        }
        return payments.confirm(intent, method, new Payments.Confirm(returnUrl, false, false));
    }

    private ObjectNode setUp(
            ObjectNode session, ObjectNode method, String email, @Nullable String name, String returnUrl) {
        ObjectNode customer = customer(session, email, name, true);
        ObjectNode params = Json.object();
        if (customer != null) {
            params.put("customer", World.id(customer));
        }
        if (session.path("_setup_intent_data").get("metadata") instanceof ObjectNode metadata) {
            params.set("metadata", metadata);
        }
        ObjectNode intent = world.find("setup_intent", Json.text(session, "setup_intent"));
        if (intent == null) {
            intent = setups.create(new Params(params));
            session.put("setup_intent", World.id(intent));
            world.save(session);
        }
        return setups.confirm(
                intent,
                new Params(Json.object().put("payment_method", World.id(method)).put("return_url", returnUrl)));
    }

    private @Nullable ObjectNode subscribe(
            ObjectNode session, ObjectNode method, String email, @Nullable String name, String returnUrl) {
        ObjectNode customer = customer(session, email, name, true);
        if (customer == null) {
            throw new IllegalStateException("a subscription needs a customer");
        }
        world.save(session);
        methods.attach(method, World.id(customer));
        session.put("_return_url", returnUrl);
        ObjectNode subscription = subscriber.start(session, customer, method);
        session.put("subscription", World.id(subscription));
        session.put("invoice", Json.text(subscription, "latest_invoice"));
        return world.find("payment_intent", Json.text(session, "_intent"));
    }

    /// Completes the session if its intent has succeeded; answers where the browser goes.
    String settle(ObjectNode session) {
        if (!World.status(session).equals("open")) {
            return successUrl(session);
        }
        String mode = Json.text(session, "mode", "");
        ObjectNode intent = switch (mode) {
            case "payment" -> world.find("payment_intent", Json.text(session, "payment_intent"));
            case "setup" -> world.find("setup_intent", Json.text(session, "setup_intent"));
            default -> world.find("payment_intent", Json.text(session, "_intent"));
        };
        boolean ready = intent == null
                ? mode.equals("subscription")
                : World.status(intent).equals("succeeded");
        if (!ready) {
            return world.base() + "/c/pay/" + World.id(session) + "?failed=1";
        }
        return complete(session, mode.equals("setup") || intent == null ? "no_payment_required" : "paid");
    }

    private String complete(ObjectNode session, String paymentStatus) {
        session.put("status", "complete").put("payment_status", paymentStatus).putNull("url");
        world.save(session);
        world.events().emit("checkout.session.completed", session);
        return successUrl(session);
    }

    static String successUrl(ObjectNode session) {
        return Json.text(session, "success_url", "/").replace("{CHECKOUT_SESSION_ID}", World.id(session));
    }
}
