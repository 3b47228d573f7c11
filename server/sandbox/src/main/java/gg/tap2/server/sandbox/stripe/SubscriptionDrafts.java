package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import java.util.List;

/// Makes subscriptions from parameters and applies the parameters that may change later.
final class SubscriptionDrafts {
    private final World world;
    private final Catalog catalog;
    private final PaymentMethods methods;

    SubscriptionDrafts(World world, Catalog catalog, PaymentMethods methods) {
        this.world = world;
        this.catalog = catalog;
        this.methods = methods;
    }

    ObjectNode draft(ObjectNode customer, Params params, long now) {
        ObjectNode subscription = world.create("subscription");
        String id = World.id(subscription);
        subscription.put("created", now).put("start_date", now).put("customer", World.id(customer));
        subscription.put("test_clock", Json.text(customer, "test_clock"));
        ObjectNode list = World.list("/v1/subscription_items?subscription=" + id, List.of());
        if (params.objects("items").isEmpty()) {
            throw StripeError.missing("items");
        }
        for (Params item : params.objects("items")) {
            list.withArray("data").add(item(id, catalog.resolve(item), item.number("quantity", 1), now));
        }
        subscription.set("items", list);
        subscription.set(
                "currency",
                Subscriptions.items(subscription).path(0).path("price").path("currency"));
        oneCurrency(world, World.id(customer), Json.text(subscription, "currency", "usd"));
        Long days = params.number("trial_period_days");
        Long end = "now".equals(params.string("trial_end")) ? null : params.number("trial_end");
        long trialEnd = end != null ? end : days == null ? 0 : now + days * 86_400;
        boolean trial = trialEnd > now;
        if (trial) {
            subscription.put("trial_start", now).put("trial_end", trialEnd).put("status", "trialing");
        }
        long anchor = trial ? trialEnd : now;
        subscription.put("billing_cycle_anchor", anchor);
        JsonNode recurring =
                Subscriptions.items(subscription).path(0).path("price").path("recurring");
        if (recurring.isMissingNode() || recurring.isNull()) {
            throw StripeError.invalid("The price specified is not recurring.", "items[0][price]");
        }
        BillingCycle.period(subscription, now, trial ? trialEnd : Periods.plus(anchor, recurring, 1));
        apply(subscription, params);
        return subscription;
    }

    /// A customer's subscriptions are billed in one currency at a time.
    ///
    /// Source: https://docs.stripe.com/invoicing/multi-currency-customers; the words are those of the real answer.
    static void oneCurrency(World world, String customer, String currency) {
        for (ObjectNode other : world.store.all("subscription")) {
            String status = World.status(other);
            String theirs = Json.text(other, "currency", currency);
            if (customer.equals(Json.text(other, "customer"))
                    && !status.equals("canceled")
                    && !status.equals("incomplete_expired")
                    && !theirs.equals(currency)) {
                throw StripeError.invalid(
                        "You cannot combine currencies on a single customer. This customer has an active subscription,"
                                + " subscription schedule, discount, quote, or invoice item with currency " + theirs
                                + ".",
                        null);
            }
        }
    }

    ObjectNode item(String subscription, ObjectNode price, long quantity, long now) {
        ObjectNode item = World.template("subscription_item");
        item.put("id", Ids.random("si_", 24)).put("created", now).put("quantity", quantity);
        item.put("subscription", subscription);
        item.putArray("tax_rates");
        item.set("price", World.view(price));
        item.set("plan", Catalog.plan(price));
        return item;
    }

    void apply(ObjectNode subscription, Params params) {
        params.copyMetadata(subscription);
        params.copyStrings(subscription, "description");
        if (params.string("default_payment_method") instanceof String pm) {
            subscription.put("default_payment_method", World.id(methods.resolve(pm, "default_payment_method")));
        }
        if (params.has("cancel_at_period_end")) {
            boolean cancel = params.flag("cancel_at_period_end", false);
            subscription.put("cancel_at_period_end", cancel);
            long now = world.now(Json.text(subscription, "customer"));
            subscription.put("canceled_at", cancel ? (Long) now : null);
            subscription.put("cancel_at", cancel ? (Long) BillingCycle.end(subscription) : null);
            Json.child(subscription, "cancellation_details").put("reason", cancel ? "cancellation_requested" : null);
        }
        if (params.string("cancel_at") != null || params.unset("cancel_at")) {
            subscription.put("cancel_at", params.number("cancel_at"));
        }
        if (params.object("cancellation_details") instanceof Params details) {
            details.copyStrings(Json.child(subscription, "cancellation_details"), "comment", "feedback");
        }
        if (params.unset("pause_collection")) {
            subscription.putNull("pause_collection");
        } else if (params.object("pause_collection") instanceof Params pause) {
            ObjectNode node = subscription.putObject("pause_collection");
            node.put("behavior", pause.required("behavior")).put("resumes_at", pause.number("resumes_at"));
        }
        if (params.object("payment_settings") instanceof Params settings) {
            settings.copyStrings(Json.child(subscription, "payment_settings"), "save_default_payment_method");
        }
        if (params.object("trial_settings") instanceof Params trial) {
            Json.child(Json.child(subscription, "trial_settings"), "end_behavior")
                    .put("missing_payment_method", trial.child("end_behavior").required("missing_payment_method"));
        }
        if (!params.objects("discounts").isEmpty()
                && params.objects("discounts").getFirst().string("coupon") instanceof String coupon) {
            discount(subscription, world.get("coupon", coupon, "discounts[0][coupon]"));
        }
    }

    private void discount(ObjectNode subscription, ObjectNode coupon) {
        ObjectNode discount = world.create("discount");
        discount.put("customer", Json.text(subscription, "customer")).put("start", world.now());
        discount.put("subscription", World.id(subscription));
        Json.child(discount, "source").put("coupon", World.id(coupon));
        world.save(discount);
        subscription.putArray("discounts").add(World.id(discount));
        subscription.put("_coupon", World.id(coupon));
    }
}
