package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.stripe.TestCard.Behaviour;
import gg.tap2.server.sandbox.stripe.TestCard.Decline;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// The payment machine: what a card does to an intent, and who is told.
final class Payments {
    /// @param offSession nobody is there to authenticate
    record Confirm(@Nullable String returnUrl, boolean offSession, boolean errorOnAction) {}

    private final World world;
    private final PaymentMethods methods;
    private final Charges charges;
    private final Disputes disputes;
    private final List<Consumer<ObjectNode>> onSucceeded = new ArrayList<>();
    private final List<Consumer<ObjectNode>> onFailed = new ArrayList<>();

    Payments(World world, PaymentMethods methods, Charges charges, Disputes disputes) {
        this.world = world;
        this.methods = methods;
        this.charges = charges;
        this.disputes = disputes;
    }

    /// Billing and Checkout listen here; called inside the same transaction.
    void listen(Consumer<ObjectNode> succeeded, Consumer<ObjectNode> failed) {
        onSucceeded.add(succeeded);
        onFailed.add(failed);
    }

    /// Confirms with a method. Throws the card error after everything about the failure is recorded.
    ObjectNode confirm(ObjectNode intent, ObjectNode method, Confirm how) {
        String customer = Json.text(intent, "customer");
        String owner = Json.text(method, "customer");
        if (owner != null && !owner.equals(customer)) {
            throw StripeError.invalid(
                    "The provided PaymentMethod belongs to another Customer. Include that Customer in the request.",
                    "payment_method");
        }
        intent.put("payment_method", World.id(method));
        intent.put("_return_url", how.returnUrl());
        intent.putNull("last_payment_error");
        TestCard card = PaymentMethods.card(method);
        boolean needsAction = switch (card.behaviour()) {
            case THREE_DS_ALWAYS, THREE_DS_THEN_DECLINE -> true;
            case THREE_DS_UNLESS_SET_UP -> !Json.flag(method, "_authenticated");
            default -> false;
        };
        if (!needsAction) {
            return charge(intent, method, false);
        }
        if (how.offSession() || how.errorOnAction()) {
            throw fail(intent, method, TestCard.AUTHENTICATION_REQUIRED, how.offSession());
        }
        intent.put("status", "requires_action");
        intent.set("next_action", nextAction(intent, "pi", how.returnUrl()));
        world.save(intent);
        world.events().emit("payment_intent.requires_action", intent);
        return intent;
    }

    ObjectNode nextAction(ObjectNode intent, String kind, @Nullable String returnUrl) {
        String url = world.base() + "/3ds/" + kind + "/" + World.id(intent) + "?client_secret="
                + Json.text(intent, "client_secret", "");
        ObjectNode action = Json.object();
        if (returnUrl != null) {
            ObjectNode redirect = action.putObject("redirect_to_url");
            redirect.put("return_url", returnUrl).put("url", url);
            return action.put("type", "redirect_to_url");
        }
        action.put("type", "use_stripe_sdk");
        action.putObject("use_stripe_sdk")
                .put("type", "three_d_secure_redirect")
                .put("stripe_js", url);
        return action;
    }

    /// The cardholder's answer on the 3-D Secure page.
    void authenticated(ObjectNode intent, boolean passed) {
        if (!World.status(intent).equals("requires_action")) {
            return;
        }
        ObjectNode method = methods.resolve(Json.text(intent, "payment_method", ""), "payment_method");
        intent.putNull("next_action");
        try {
            if (passed) {
                charge(intent, method, true);
            } else {
                throw fail(intent, method, TestCard.AUTHENTICATION_FAILED, false);
            }
        } catch (StripeError declined) {
            // The intent already carries the error; the cardholder is sent back to the shop.
            world.save(intent);
        }
    }

    private ObjectNode charge(ObjectNode intent, ObjectNode method, boolean authenticated) {
        TestCard card = PaymentMethods.card(method);
        Decline decline = card.decline();
        if (decline != null) {
            throw fail(intent, method, decline, true);
        }
        boolean manual = Json.text(intent, "capture_method", "").equals("manual");
        intent.putNull("next_action");
        ObjectNode charge = charges.succeed(intent, method, authenticated, !manual);
        intent.put("latest_charge", World.id(charge));
        if (manual) {
            intent.put("status", "requires_capture");
            intent.set("amount_capturable", intent.path("amount"));
            world.save(intent);
            world.events().emit("payment_intent.amount_capturable_updated", intent);
            return intent;
        }
        save(intent, method, authenticated);
        succeeded(intent, charge, card);
        return intent;
    }

    private void succeeded(ObjectNode intent, ObjectNode charge, TestCard card) {
        intent.put("status", "succeeded");
        intent.set("amount_received", charge.path("amount_captured"));
        intent.put("amount_capturable", 0);
        world.save(intent);
        world.events().emit("payment_intent.succeeded", intent);
        charges.settle(charge, card);
        onSucceeded.forEach(listener -> listener.accept(intent));
        switch (card.behaviour()) {
            case DISPUTE_FRAUDULENT -> disputes.open(charge, "fraudulent", "needs_response");
            case DISPUTE_NOT_RECEIVED -> disputes.open(charge, "product_not_received", "needs_response");
            case DISPUTE_INQUIRY -> disputes.open(charge, "fraudulent", "warning_needs_response");
            case EARLY_FRAUD_WARNING -> disputes.warn(charge, "made_with_stolen_card");
            default -> {}
        }
    }

    ObjectNode capture(ObjectNode intent, @Nullable Long amount) {
        if (!World.status(intent).equals("requires_capture")) {
            throw unexpected(intent, "captured");
        }
        ObjectNode charge = world.get("charge", Json.text(intent, "latest_charge", ""));
        long captured = amount == null ? Json.number(intent, "amount") : amount;
        if (captured < 1 || captured > Json.number(intent, "amount")) {
            throw StripeError.invalid("amount_too_large", "Invalid amount_to_capture", "amount_to_capture");
        }
        charge.put("captured", true).put("amount_captured", captured);
        world.save(charge);
        world.events().emit("charge.captured", charge);
        ObjectNode method = methods.resolve(Json.text(intent, "payment_method", ""), "payment_method");
        save(intent, method, false);
        succeeded(intent, charge, PaymentMethods.card(method));
        return intent;
    }

    /// Keeps the method for later where the intent asks for that.
    private void save(ObjectNode intent, ObjectNode method, boolean authenticated) {
        String customer = Json.text(intent, "customer");
        if (Json.text(intent, "setup_future_usage") == null || customer == null) {
            return;
        }
        if (authenticated) {
            method.put("_authenticated", true);
            world.save(method);
        }
        if (Json.text(method, "customer") == null) {
            methods.attach(method, customer);
        }
    }

    private StripeError fail(ObjectNode intent, ObjectNode method, Decline decline, boolean withCharge) {
        StripeError error = StripeError.card(decline);
        if (withCharge) {
            ObjectNode charge = charges.fail(intent, method, decline);
            intent.put("latest_charge", World.id(charge));
            error.with("charge", World.id(charge));
        }
        error.with("payment_method", World.view(method));
        intent.set("last_payment_error", error.error().deepCopy());
        intent.put("status", "requires_payment_method");
        intent.putNull("payment_method");
        intent.putNull("next_action");
        world.save(intent);
        world.events().emit("payment_intent.payment_failed", intent);
        onFailed.forEach(listener -> listener.accept(intent));
        return error.with("payment_intent", World.view(intent));
    }

    void cancel(ObjectNode intent, @Nullable String reason) {
        String status = World.status(intent);
        if (status.equals("succeeded") || status.equals("canceled") || status.equals("processing")) {
            throw unexpected(intent, "canceled");
        }
        intent.put("status", "canceled");
        intent.put("canceled_at", world.now(Json.text(intent, "customer")));
        intent.put("cancellation_reason", reason);
        intent.putNull("next_action");
        intent.put("amount_capturable", 0);
        world.save(intent);
        world.events().emit("payment_intent.canceled", intent);
    }

    static StripeError unexpected(ObjectNode intent, String verb) {
        String status = World.status(intent);
        return StripeError.invalid(
                        "payment_intent_unexpected_state",
                        "This PaymentIntent could not be " + verb + " because it has a status of " + status + ".",
                        null)
                .with("payment_intent", World.view(intent));
    }

    static boolean isThreeDs(Behaviour behaviour) {
        return behaviour == Behaviour.THREE_DS_ALWAYS
                || behaviour == Behaviour.THREE_DS_THEN_DECLINE
                || behaviour == Behaviour.THREE_DS_UNLESS_SET_UP;
    }
}
