package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import java.util.Set;

/// Changes of a subscription that hold only once their invoice is paid (`payment_behavior=pending_if_incomplete`).
/// Until
/// then the subscription stays as it is and says what is planned; after 23 hours the plan lapses and its invoice is
/// void.
final class PendingUpdates {
    static final String BEHAVIOR = "pending_if_incomplete";
    private static final long SECONDS = 23 * 3600;
    /// What may be changed this way; everything else is refused (Stripe, "Pending updates").
    private static final Set<String> SUPPORTED = Set.of(
            "billing_cycle_anchor",
            "expand",
            "items",
            "off_session",
            "payment_behavior",
            "proration_behavior",
            "proration_date",
            "trial_end",
            "trial_from_plan");

    private static final String INVOICE = "_update_invoice";
    private static final String ITEMS = "_update_items";
    private static final String ANCHOR = "_update_anchor";
    private final World world;
    private final Invoices invoices;

    PendingUpdates(World world, Invoices invoices) {
        this.world = world;
        this.invoices = invoices;
    }

    /// @throws StripeError 400 for a parameter that cannot wait for a payment
    static void check(Params params) {
        params.raw().fieldNames().forEachRemaining(name -> {
            if (!SUPPORTED.contains(name)) {
                throw StripeError.invalid(
                        "You can only pass supported update attributes when `payment_behavior` is `" + BEHAVIOR
                                + "`. The following is not: " + name + ".",
                        name);
            }
        });
    }

    /// Notes a change whose invoice was issued and is not paid.
    ///
    /// @param anchor the start of the new period, or 0 when the present one goes on
    void hold(ObjectNode subscription, ObjectNode invoice, ArrayNode items, long anchor, long now) {
        ObjectNode pending = subscription.putObject("pending_update");
        pending.put("billing_cycle_anchor", anchor == 0 ? null : (Long) anchor);
        pending.put("expires_at", now + SECONDS);
        pending.set("subscription_items", items.deepCopy());
        pending.putNull("trial_end").putNull("trial_from_plan");
        subscription.put(INVOICE, World.id(invoice)).put(ANCHOR, anchor);
        subscription.set(ITEMS, items);
        invoice.putNull("next_payment_attempt");
        world.save(invoice);
        world.save(subscription);
    }

    static boolean isOf(ObjectNode subscription, ObjectNode invoice) {
        return World.id(invoice).equals(Json.text(subscription, INVOICE));
    }

    /// The invoice is paid: the change holds.
    void apply(ObjectNode subscription) {
        ObjectNode before = subscription.deepCopy();
        place(world, subscription, (ArrayNode) subscription.path(ITEMS), Json.number(subscription, ANCHOR));
        clear(subscription);
        world.events().emit("customer.subscription.pending_update_applied", subscription);
        world.events().emit("customer.subscription.updated", subscription, before);
    }

    /// Gives the subscription other items, from now on or with a period that starts at `anchor`.
    static void place(World world, ObjectNode subscription, ArrayNode items, long anchor) {
        long from = BillingCycle.start(subscription);
        long to = BillingCycle.end(subscription);
        subscription.set("items", World.list("/v1/subscription_items?subscription=" + World.id(subscription), items));
        if (anchor > 0) {
            JsonNode recurring = items.path(0).path("price").path("recurring");
            subscription.put("billing_cycle_anchor", anchor).put("_n", 0);
            if (World.status(subscription).equals("trialing")) {
                subscription.put("trial_end", anchor).put("status", "active");
            }
            BillingCycle.period(subscription, anchor, Periods.plus(anchor, recurring, 1));
        } else {
            BillingCycle.period(subscription, from, to);
        }
    }

    /// Whether a plan lapsed; its invoice is void then.
    boolean lapsed(ObjectNode subscription, long now) {
        if (!(subscription.get("pending_update") instanceof ObjectNode pending)
                || Json.number(pending, "expires_at") > now) {
            return false;
        }
        drop(subscription);
        return true;
    }

    /// Takes a plan back, as another change or the end of the subscription does.
    void drop(ObjectNode subscription) {
        ObjectNode invoice = world.find("invoice", Json.text(subscription, INVOICE));
        if (invoice != null && World.status(invoice).equals("open")) {
            invoices.close(invoice, "void");
        } else {
            forget(subscription);
        }
    }

    /// The invoice was voided: nothing is planned any more.
    void forget(ObjectNode subscription) {
        clear(subscription);
        world.events().emit("customer.subscription.pending_update_expired", subscription);
    }

    private void clear(ObjectNode subscription) {
        subscription.putNull("pending_update");
        subscription.remove(Set.of(INVOICE, ITEMS, ANCHOR));
        world.save(subscription);
    }
}
