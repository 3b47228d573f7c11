package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// `/v1/subscriptions` and `/v1/invoices/create_preview`.
final class Subscriptions {
    private static final Set<String> PARAMS = Set.of(
            "customer",
            "items",
            "default_payment_method",
            "payment_behavior",
            "trial_period_days",
            "trial_end",
            "trial_settings",
            "trial_from_plan",
            "cancel_at_period_end",
            "cancel_at",
            "metadata",
            "proration_behavior",
            "proration_date",
            "collection_method",
            "off_session",
            "discounts",
            "payment_settings",
            "description",
            "billing_cycle_anchor",
            "pause_collection",
            "cancellation_details",
            "currency",
            "days_until_due",
            "automatic_tax",
            "transfer_data",
            "application_fee_percent",
            "on_behalf_of",
            "billing_mode",
            "invoice_settings",
            "backdate_start_date",
            "add_invoice_items",
            "default_tax_rates");
    private final World world;
    private final Catalog catalog;
    private final Invoices invoices;
    private final PaymentMethods methods;
    private final SetupIntents setups;
    private final BillingCycle cycle;
    private final SubscriptionDrafts drafts;

    Subscriptions(
            World world,
            Catalog catalog,
            Invoices invoices,
            PaymentMethods methods,
            SetupIntents setups,
            BillingCycle cycle) {
        this.world = world;
        this.catalog = catalog;
        this.invoices = invoices;
        this.methods = methods;
        this.setups = setups;
        this.cycle = cycle;
        this.drafts = new SubscriptionDrafts(world, catalog, methods);
    }

    void register(Api api, Expansion expansion) {
        api.post("/v1/subscriptions", r -> create(r.params().only(PARAMS)));
        api.get(
                "/v1/subscriptions",
                r -> Api.page(r, world.store.newestFirst("subscription"), s -> {
                    String status = r.params().string("status");
                    boolean right = status == null
                            ? !World.status(s).equals("canceled")
                            : status.equals("all") || status.equals(World.status(s));
                    return right && Api.matches(r.params(), s, "customer", "collection_method");
                }));
        api.get("/v1/subscriptions/{id}", r -> world.get("subscription", r.var("id")));
        api.post(
                "/v1/subscriptions/{id}",
                r -> update(world.get("subscription", r.var("id")), r.params().only(PARAMS)));
        api.delete("/v1/subscriptions/{id}", r -> cancel(world.get("subscription", r.var("id")), r.params()));
        api.post("/v1/subscriptions/{id}/resume", r -> resume(world.get("subscription", r.var("id"))));
        api.get("/v1/subscription_items", r -> {
            var items = new ArrayList<ObjectNode>();
            items(world.get("subscription", r.params().required("subscription")))
                    .forEach(i -> items.add((ObjectNode) i));
            return Api.page(r, items, i -> true);
        });
        api.post("/v1/invoices/create_preview", r -> preview(r.params()));
        expansion.include(
                "customer",
                "subscriptions",
                c -> World.list(
                        "/v1/customers/" + World.id(c) + "/subscriptions",
                        world.store.all("subscription").stream()
                                .filter(s -> World.id(c).equals(Json.text(s, "customer"))
                                        && !World.status(s).equals("canceled"))
                                .toList()));
    }

    static ArrayNode items(ObjectNode subscription) {
        return (ArrayNode) subscription.path("items").path("data");
    }

    ObjectNode create(Params params) {
        ObjectNode customer = world.get("customer", params.required("customer"), "customer");
        long now = world.now(World.id(customer));
        ObjectNode subscription = drafts.draft(customer, params, now);
        String method = cycle.method(subscription);
        String behavior = params.string("payment_behavior", "allow_incomplete");
        boolean trial = World.status(subscription).equals("trialing");
        if (!trial && method == null && !behavior.equals("default_incomplete")) {
            throw StripeError.invalid(
                    "resource_missing",
                    "This customer has no attached payment source or default payment method. Please consider adding a"
                            + " default payment method.",
                    null);
        }
        if (trial && method == null && behavior.equals("default_incomplete")) {
            ObjectNode setup = setups.create(new Params(Json.object().put("customer", World.id(customer))));
            subscription.put("pending_setup_intent", World.id(setup));
        }
        return begin(customer, subscription, behavior, method, params.flag("off_session", false), null, now);
    }

    /// Issues the first invoice and tries it.
    ObjectNode begin(
            ObjectNode customer,
            ObjectNode subscription,
            String behavior,
            @Nullable String method,
            boolean offSession,
            @Nullable String returnUrl,
            long now) {
        boolean trial = World.status(subscription).equals("trialing");
        List<Invoices.Line> lines =
                Periods.regular(world, items(subscription), now, BillingCycle.end(subscription), trial);
        ObjectNode invoice = invoices.draft(customer, subscription, "subscription_create", lines, now);
        subscription.put("latest_invoice", World.id(invoice));
        if (!trial) {
            subscription.put("status", Json.number(invoice, "amount_due") == 0 ? "active" : "incomplete");
        }
        world.save(subscription);
        world.events().emit("customer.subscription.created", subscription);
        invoices.issue(invoice);
        cycle.couponUsed(subscription);
        boolean tried = !trial && World.status(invoice).equals("open") && !behavior.equals("default_incomplete");
        if (tried && method != null) {
            boolean paid = invoices.collect(
                    invoice,
                    methods.resolve(method, "default_payment_method"),
                    new Payments.Confirm(returnUrl, offSession, false));
            if (!paid && behavior.equals("error_if_incomplete")) {
                ObjectNode intent = world.get("payment_intent", Json.text(invoice, "_intent", ""));
                world.store.remove("subscription", World.id(subscription));
                String message = Json.text(intent.path("last_payment_error"), "message", "Your card was declined.");
                throw StripeError.of(
                        402,
                        "card_error",
                        Json.text(intent.path("last_payment_error"), "code", "card_declined"),
                        message);
            }
        }
        return subscription;
    }

    /// Checkout's way in.
    ObjectNode fromCheckout(ObjectNode session, ObjectNode customer, ObjectNode method) {
        ObjectNode given = Json.child(session, "_subscription_data").deepCopy();
        given.put("customer", World.id(customer)).put("default_payment_method", World.id(method));
        var lines = given.putArray("items");
        for (ObjectNode item : CheckoutSessions.items(session)) {
            lines.addObject()
                    .put("price", World.id((ObjectNode) item.path("price")))
                    .put("quantity", Json.text(item, "quantity"));
        }
        if (Json.text(session, "_coupon") instanceof String coupon) {
            given.putArray("discounts").addObject().put("coupon", coupon);
        }
        ObjectNode old = world.find("subscription", Json.text(session, "subscription"));
        if (old != null && World.status(old).equals("incomplete")) {
            cycle.expire(old);
        }
        long now = world.now(World.id(customer));
        ObjectNode subscription = drafts.draft(customer, new Params(given), now);
        begin(
                customer,
                subscription,
                "allow_incomplete",
                World.id(method),
                false,
                Json.text(session, "_return_url"),
                now);
        ObjectNode invoice = world.get("invoice", Json.text(subscription, "latest_invoice", ""));
        session.put("_intent", Json.text(invoice, "_intent"));
        ObjectNode intent = world.find("payment_intent", Json.text(invoice, "_intent"));
        if (intent != null && World.status(intent).equals("requires_payment_method")) {
            session.put("subscription", World.id(subscription));
            world.save(session);
            JsonNode error = intent.path("last_payment_error");
            throw StripeError.card(new TestCard.Decline(
                    Json.text(error, "code", "card_declined"),
                    Json.text(error, "decline_code"),
                    Json.text(error, "message", "Your card was declined."),
                    null));
        }
        return subscription;
    }

    /// The items as they would be after a change.
    private ArrayNode changed(ObjectNode subscription, Params params, long now) {
        ArrayNode after = items(subscription).deepCopy();
        for (Params change : params.objects("items")) {
            String id = change.string("id");
            int index = -1;
            for (int i = 0; i < after.size(); i++) {
                index = World.id((ObjectNode) after.get(i)).equals(id) ? i : index;
            }
            if (id != null && index < 0) {
                throw StripeError.notFound("subscription_item", id, change.path("id"));
            }
            if (change.flag("deleted", false)) {
                after.remove(index);
                continue;
            }
            boolean priced = change.has("price") || change.has("price_data");
            if (index < 0) {
                after.add(drafts.item(
                        World.id(subscription), catalog.resolve(change), change.number("quantity", 1), now));
                continue;
            }
            ObjectNode item = (ObjectNode) after.get(index);
            item.put("quantity", change.number("quantity", Json.number(item, "quantity")));
            if (priced) {
                ObjectNode price = catalog.resolve(change);
                item.set("price", World.view(price));
                item.set("plan", Catalog.plan(price));
            }
        }
        return after;
    }

    private ObjectNode update(ObjectNode subscription, Params params) {
        if (Set.of("canceled", "incomplete_expired").contains(World.status(subscription))) {
            throw StripeError.invalid(
                    "resource_missing", "A canceled subscription can only update its cancellation_details.", "id");
        }
        if ("now".equals(params.string("billing_cycle_anchor")) && params.has("proration_date")) {
            // Source: https://docs.stripe.com/billing/subscriptions/prorations, seen in postiz-app issue 1904
            throw StripeError.invalid(
                    "You cannot set `proration_date` when `billing_cycle_anchor` is `now`.", "proration_date");
        }
        ObjectNode before = subscription.deepCopy();
        long now = world.now(Json.text(subscription, "customer"));
        boolean first = PendingUpdates.BEHAVIOR.equals(params.string("payment_behavior"));
        if (first) {
            PendingUpdates.check(params);
        }
        drafts.apply(subscription, params);
        if (params.has("trial_end") && !"now".equals(params.string("trial_end"))) {
            extendTrial(subscription, params.number("trial_end", 0), now);
        }
        if (endsTrial(subscription, params) && params.objects("items").isEmpty()) {
            subscription.put("trial_end", now);
            BillingCycle.period(subscription, BillingCycle.start(subscription), now);
            world.save(subscription);
            cycle.due(subscription, now);
        }
        if (!params.objects("items").isEmpty()) {
            long at = params.number("proration_date", now);
            Change change = change(subscription, params, at, now);
            long anchor = change.reset() ? at : 0;
            if (!subscription.path("pending_update").isNull()) {
                cycle.updates().drop(subscription);
            }
            if (first && change.now() && !change.lines().isEmpty()) {
                payFirst(subscription, change, anchor, now);
                return subscription;
            }
            PendingUpdates.place(world, subscription, change.items(), anchor);
            world.save(subscription);
            if (change.now()) {
                cycle.invoiceNow(subscription, change.lines(), now);
            } else {
                cycle.later(subscription, change.lines());
            }
        }
        world.save(subscription);
        world.events().emit("customer.subscription.updated", subscription, before);
        return subscription;
    }

    /// Nothing is charged until that time; the billing cycle begins anew then.
    private void extendTrial(ObjectNode subscription, long until, long now) {
        if (until <= now) {
            throw StripeError.invalid(
                    "The `trial_end` timestamp must be an integer Unix timestamp in the future.", "trial_end");
        }
        subscription.put("trial_start", now).put("trial_end", until).put("status", "trialing");
        subscription.put("billing_cycle_anchor", until).put("_n", 0);
        BillingCycle.period(subscription, now, until);
        world.save(subscription);
    }

    private static boolean endsTrial(ObjectNode subscription, Params params) {
        return "now".equals(params.string("trial_end"))
                && World.status(subscription).equals("trialing");
    }

    private void payFirst(ObjectNode subscription, Change change, long anchor, long now) {
        ObjectNode before = subscription.deepCopy();
        ObjectNode invoice = cycle.invoiceFirst(subscription, change.lines(), now);
        if (World.status(invoice).equals("paid")) {
            PendingUpdates.place(world, subscription, change.items(), anchor);
        } else {
            cycle.updates().hold(subscription, invoice, change.items(), anchor, now);
            if (cycle.collectWithHolder(subscription, invoice)) {
                return;
            }
        }
        world.save(subscription);
        world.events().emit("customer.subscription.updated", subscription, before);
    }

    private record Change(ArrayNode items, List<Invoices.Line> lines, boolean now, boolean reset) {}

    private Change change(ObjectNode subscription, Params params, long at, long now) {
        String behavior = params.string("proration_behavior", "create_prorations");
        ArrayNode after = changed(subscription, params, now);
        JsonNode old = items(subscription).path(0).path("price").path("recurring");
        JsonNode fresh = after.path(0).path("price").path("recurring");
        // A change that ends the trial begins the first paid period; there is nothing to credit.
        boolean ending = endsTrial(subscription, params);
        boolean trial = World.status(subscription).equals("trialing") && !ending;
        boolean reset = !trial
                && (ending
                        || !Json.text(old, "interval", "").equals(Json.text(fresh, "interval"))
                        || Json.number(old, "interval_count") != Json.number(fresh, "interval_count")
                        || "now".equals(params.string("billing_cycle_anchor")));
        var lines = new ArrayList<Invoices.Line>();
        long from = BillingCycle.start(subscription);
        long to = BillingCycle.end(subscription);
        if (!trial && reset) {
            if (!behavior.equals("none") && !ending) {
                for (JsonNode item : items(subscription)) {
                    lines.add(Periods.line(
                            world, item, -Periods.part(Periods.amount(item), from, to, at), "Unused time on ", at, to));
                }
            }
            lines.addAll(Periods.regular(world, after, at, Periods.plus(at, fresh, 1), false));
        } else if (!trial && !behavior.equals("none")) {
            lines.addAll(Periods.prorated(world, items(subscription), after, from, to, at));
        }
        return new Change(after, lines, reset || behavior.equals("always_invoice"), reset);
    }

    private ObjectNode preview(Params params) {
        Params details = params.child("subscription_details");
        ObjectNode invoice;
        if (params.string("subscription") instanceof String id) {
            ObjectNode subscription =
                    world.get("subscription", id, "subscription").deepCopy();
            ObjectNode customer = world.get("customer", Json.text(subscription, "customer", ""));
            long now = world.now(World.id(customer));
            long at = details.number("proration_date", now);
            Change change = change(subscription, details, at, now);
            var lines = new ArrayList<>(change.lines());
            long end = BillingCycle.end(subscription);
            boolean ends = details.flag("cancel_at_period_end", Json.flag(subscription, "cancel_at_period_end"));
            if (!change.now() && !ends) {
                lines.addAll(0, cycle.pendingLines(subscription));
                JsonNode recurring = change.items().path(0).path("price").path("recurring");
                lines.addAll(Periods.regular(world, change.items(), end, Periods.plus(end, recurring, 1), false));
            }
            invoice = invoices.draft(
                    customer,
                    subscription,
                    change.now() ? "subscription_update" : "upcoming",
                    lines,
                    change.now() ? now : end);
            Json.child(Json.child(invoice, "parent"), "subscription_details").put("subscription_proration_date", at);
        } else {
            String customerId = params.string("customer");
            ObjectNode customer =
                    customerId == null ? world.create("customer") : world.get("customer", customerId, "customer");
            long now = world.now(customerId);
            ObjectNode subscription = drafts.draft(customer, details, now);
            invoice = invoices.draft(
                    customer,
                    subscription,
                    "upcoming",
                    Periods.regular(
                            world,
                            items(subscription),
                            now,
                            BillingCycle.end(subscription),
                            World.status(subscription).equals("trialing")),
                    now);
        }
        return invoice.put("id", Ids.random("upcoming_in_", 24));
    }

    private ObjectNode cancel(ObjectNode subscription, Params params) {
        if (World.status(subscription).equals("canceled")) {
            throw StripeError.notFound("subscription", World.id(subscription), "id");
        }
        long now = world.now(Json.text(subscription, "customer"));
        if (params.flag("prorate", false)) {
            cycle.later(
                    subscription,
                    Periods.prorated(
                            world,
                            items(subscription),
                            Json.array(),
                            BillingCycle.start(subscription),
                            BillingCycle.end(subscription),
                            now));
        }
        params.child("cancellation_details")
                .copyStrings(Json.child(subscription, "cancellation_details"), "comment", "feedback");
        cycle.end(subscription, now, "cancellation_requested");
        return subscription;
    }

    private ObjectNode resume(ObjectNode subscription) {
        if (!World.status(subscription).equals("paused")) {
            throw StripeError.invalid(
                    "The subscription is not paused; only paused subscriptions can be resumed.", null);
        }
        long now = world.now(Json.text(subscription, "customer"));
        cycle.restart(subscription, now);
        world.events().emit("customer.subscription.resumed", subscription);
        return subscription;
    }
}
