package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/// What time does to subscriptions: renewals, trials ending, dunning, expiry.
final class BillingCycle {
    private static final long DAY = 86_400;
    /// Waits between attempts to collect; after the last one fails the subscription is cancelled.
    private static final long[] RETRY_DAYS = {3, 5, 7};
    private static final long INCOMPLETE_SECONDS = 23 * 3600;
    private static final Set<String> OVER = Set.of("canceled", "incomplete_expired", "paused");
    private final World world;
    private final Invoices invoices;
    private final PaymentMethods methods;
    private final PendingUpdates updates;

    BillingCycle(World world, Invoices invoices, PaymentMethods methods) {
        this.world = world;
        this.invoices = invoices;
        this.methods = methods;
        this.updates = new PendingUpdates(world, invoices);
        invoices.listen(this::settled);
        invoices.onVoid(this::voided);
    }

    static long start(ObjectNode subscription) {
        return Json.number(subscription, "_start");
    }

    static long end(ObjectNode subscription) {
        return Json.number(subscription, "_end");
    }

    static void period(ObjectNode subscription, long from, long to) {
        subscription.put("_start", from).put("_end", to);
        for (JsonNode item : Subscriptions.items(subscription)) {
            ((ObjectNode) item).put("current_period_start", from).put("current_period_end", to);
        }
    }

    PendingUpdates updates() {
        return updates;
    }

    private void voided(ObjectNode invoice) {
        ObjectNode subscription = world.find("subscription", Invoices.subscription(invoice));
        if (subscription != null && PendingUpdates.isOf(subscription, invoice)) {
            updates.forget(subscription);
        }
    }

    @Nullable
    String method(ObjectNode subscription) {
        String own = Json.text(subscription, "default_payment_method");
        if (own != null) {
            return own;
        }
        ObjectNode customer = world.find("customer", Json.text(subscription, "customer"));
        return customer == null ? null : Json.text(customer.path("invoice_settings"), "default_payment_method");
    }

    /// Brings every subscription up to its clock's present.
    void tick() {
        for (ObjectNode subscription : world.store.all("subscription")) {
            due(subscription, world.now(Json.text(subscription, "customer")));
        }
    }

    /// Works through everything due, in order of time, so a long jump gives every renewal its own date.
    void due(ObjectNode subscription, long now) {
        for (int guard = 0; guard < 1000 && step(subscription, now); guard++) {
            world.save(subscription);
        }
    }

    private boolean step(ObjectNode subscription, long now) {
        String status = World.status(subscription);
        if (OVER.contains(status)) {
            return false;
        }
        if (status.equals("incomplete")) {
            if (Json.number(subscription, "created") + INCOMPLETE_SECONDS > now) {
                return false;
            }
            expire(subscription);
            return false;
        }
        if (updates.lapsed(subscription, now)) {
            return true;
        }
        if (notices(subscription, now)) {
            return true;
        }
        long retry = Json.number(subscription, "_retry");
        long cancelAt = Json.number(subscription, "cancel_at");
        long end = end(subscription);
        if (retry > 0 && retry <= now && retry <= end) {
            retry(subscription, retry);
            return true;
        }
        if (cancelAt > 0 && cancelAt <= now && cancelAt <= end) {
            end(subscription, cancelAt, "cancellation_requested");
            return false;
        }
        if (end <= now) {
            renew(subscription, end);
            return true;
        }
        return false;
    }

    private boolean notices(ObjectNode subscription, long now) {
        long end = end(subscription);
        boolean trial = World.status(subscription).equals("trialing");
        if (now < end - 3 * DAY || Json.number(subscription, "_noticed") == end) {
            return false;
        }
        subscription.put("_noticed", end);
        if (trial) {
            world.events().emit("customer.subscription.trial_will_end", subscription);
        } else if (!Json.flag(subscription, "cancel_at_period_end") && end - start(subscription) > 4 * DAY) {
            ObjectNode customer = world.get("customer", Json.text(subscription, "customer", ""));
            JsonNode items = Subscriptions.items(subscription);
            ObjectNode upcoming = invoices.draft(
                    customer,
                    subscription,
                    "upcoming",
                    Periods.regular(
                            world,
                            items,
                            end,
                            Periods.plus(end, items.path(0).path("price").path("recurring"), 1),
                            false),
                    end);
            world.events().emit("invoice.upcoming", upcoming);
        }
        return true;
    }

    private void renew(ObjectNode subscription, long at) {
        ObjectNode before = subscription.deepCopy();
        boolean trial = World.status(subscription).equals("trialing");
        if (Json.flag(subscription, "cancel_at_period_end")) {
            end(subscription, at, "cancellation_requested");
            return;
        }
        String method = method(subscription);
        if (trial && method == null) {
            String behavior = Json.text(
                    subscription.path("trial_settings").path("end_behavior"),
                    "missing_payment_method",
                    "create_invoice");
            if (behavior.equals("cancel")) {
                end(subscription, at, "payment_failed");
                return;
            }
            if (behavior.equals("pause")) {
                subscription.put("status", "paused");
                world.save(subscription);
                world.events().emit("customer.subscription.paused", subscription, before);
                return;
            }
        }
        advance(subscription, at, trial);
        ObjectNode invoice = charge(subscription, at, method);
        String status = World.status(invoice);
        if (trial || !World.status(before).equals(World.status(subscription)) || !status.isEmpty()) {
            world.events().emit("customer.subscription.updated", subscription, before);
        }
    }

    private void advance(ObjectNode subscription, long at, boolean trial) {
        long n = trial ? 1 : Json.number(subscription, "_n") + (subscription.has("_n") ? 1 : 2);
        JsonNode recurring =
                Subscriptions.items(subscription).path(0).path("price").path("recurring");
        long anchor = Json.number(subscription, "billing_cycle_anchor");
        long next = Periods.plus(anchor, recurring, n);
        while (next <= at) {
            next = Periods.plus(anchor, recurring, ++n);
        }
        subscription.put("_n", n);
        period(subscription, at, next);
        if (trial) {
            subscription.put("status", "active");
        }
    }

    private ObjectNode charge(ObjectNode subscription, long at, @Nullable String method) {
        ObjectNode customer = world.get("customer", Json.text(subscription, "customer", ""));
        List<Invoices.Line> lines = new ArrayList<>(takePending(subscription));
        lines.addAll(Periods.regular(world, Subscriptions.items(subscription), at, end(subscription), false));
        ObjectNode invoice = invoices.draft(customer, subscription, "subscription_cycle", lines, at);
        subscription.put("latest_invoice", World.id(invoice));
        world.save(subscription);
        String paused = Json.text(subscription.path("pause_collection"), "behavior");
        long resumes = Json.number(subscription.path("pause_collection"), "resumes_at");
        if (paused != null && (resumes == 0 || resumes > at)) {
            world.save(invoice);
            world.events().emit("invoice.created", invoice);
            if (!paused.equals("keep_as_draft")) {
                invoices.close(invoice, paused.equals("void") ? "void" : "uncollectible");
            }
            return invoice;
        }
        if (paused != null) {
            subscription.putNull("pause_collection");
        }
        invoices.issue(invoice);
        couponUsed(subscription);
        collect(invoice, method);
        return invoice;
    }

    private void collect(ObjectNode invoice, @Nullable String method) {
        if (!World.status(invoice).equals("open")) {
            return;
        }
        if (method == null) {
            ObjectNode intent = world.get("payment_intent", Json.text(invoice, "_intent", ""));
            invoice.put("attempted", true).put("attempt_count", Json.number(invoice, "attempt_count") + 1);
            settled(invoice, false);
            world.save(intent);
            world.save(invoice);
            world.events().emit("invoice.payment_failed", invoice);
            return;
        }
        boolean ignored = invoices.collect(
                invoice, methods.resolve(method, "default_payment_method"), new Payments.Confirm(null, true, false));
    }

    void couponUsed(ObjectNode subscription) {
        ObjectNode coupon = world.find("coupon", Json.text(subscription, "_coupon"));
        if (coupon != null && "once".equals(Json.text(coupon, "duration"))) {
            subscription.remove("_coupon");
            subscription.putArray("discounts");
        }
    }

    private void retry(ObjectNode subscription, long at) {
        subscription.put("_retry_time", at).put("_retry", 0);
        ObjectNode invoice = world.find("invoice", Json.text(subscription, "_retry_invoice"));
        if (invoice != null && World.status(invoice).equals("open")) {
            collect(invoice, method(subscription));
        }
    }

    /// Called by Invoices when one of its invoices was paid or could not be.
    private void settled(ObjectNode invoice, boolean paid) {
        ObjectNode subscription = world.find("subscription", Invoices.subscription(invoice));
        if (subscription == null || World.status(subscription).equals("canceled")) {
            return;
        }
        if (PendingUpdates.isOf(subscription, invoice)) {
            if (paid) {
                updates.apply(subscription);
            }
            return;
        }
        ObjectNode before = subscription.deepCopy();
        String status = World.status(subscription);
        if (paid) {
            boolean heals = Set.of("incomplete", "past_due", "unpaid").contains(status);
            subscription.put("_retry", 0);
            keepMethod(subscription, invoice);
            if (heals) {
                subscription.put("status", "active");
                world.save(subscription);
                world.events().emit("customer.subscription.updated", subscription, before);
            }
            world.save(subscription);
            return;
        }
        if (status.equals("incomplete")) {
            return;
        }
        long attempts = Json.number(invoice, "attempt_count");
        long at = Math.max(Json.number(invoice, "created"), Json.number(subscription, "_retry_time"));
        if (attempts > RETRY_DAYS.length) {
            invoice.putNull("next_payment_attempt");
            end(subscription, at, "payment_failed");
            return;
        }
        long next = at + RETRY_DAYS[(int) Math.max(0, attempts - 1)] * DAY;
        invoice.put("next_payment_attempt", next);
        subscription.put("_retry", next).put("_retry_invoice", World.id(invoice));
        subscription.put("status", "past_due");
        world.save(subscription);
        if (!status.equals("past_due")) {
            world.events().emit("customer.subscription.updated", subscription, before);
        }
    }

    private void keepMethod(ObjectNode subscription, ObjectNode invoice) {
        ObjectNode intent = world.find("payment_intent", Json.text(invoice, "_intent"));
        String method = intent == null ? null : Json.text(intent, "payment_method");
        boolean keep = "on_subscription"
                .equals(Json.text(subscription.path("payment_settings"), "save_default_payment_method"));
        if (method != null && keep && Json.text(subscription, "default_payment_method") == null) {
            subscription.put("default_payment_method", method);
        }
    }

    void end(ObjectNode subscription, long at, String reason) {
        subscription.put("status", "canceled").put("ended_at", at).put("_retry", 0);
        if (Json.number(subscription, "canceled_at") == 0) {
            subscription.put("canceled_at", at);
        }
        Json.child(subscription, "cancellation_details").put("reason", reason);
        world.save(subscription);
        world.events().emit("customer.subscription.deleted", subscription);
    }

    void customerDeleted(String customer) {
        for (ObjectNode subscription : world.store.all("subscription")) {
            if (customer.equals(Json.text(subscription, "customer"))
                    && !Set.of("canceled", "incomplete_expired").contains(World.status(subscription))) {
                end(subscription, world.now(customer), "cancellation_requested");
            }
        }
    }

    void expire(ObjectNode subscription) {
        ObjectNode before = subscription.deepCopy();
        subscription.put("status", "incomplete_expired");
        subscription.put("ended_at", world.now(Json.text(subscription, "customer")));
        world.save(subscription);
        ObjectNode invoice = world.find("invoice", Json.text(subscription, "latest_invoice"));
        if (invoice != null && World.status(invoice).equals("open")) {
            invoices.close(invoice, "void");
        }
        world.events().emit("customer.subscription.updated", subscription, before);
    }

    /// After a pause: a new period begins now.
    void restart(ObjectNode subscription, long now) {
        subscription.put("status", "active").put("billing_cycle_anchor", now).put("_n", 1);
        period(
                subscription,
                now,
                Periods.plus(
                        now,
                        Subscriptions.items(subscription).path(0).path("price").path("recurring"),
                        1));
        ObjectNode invoice = charge(subscription, now, method(subscription));
        world.save(invoice);
    }

    void invoiceNow(ObjectNode subscription, List<Invoices.Line> lines, long now) {
        if (!lines.isEmpty()) {
            collect(invoiceFirst(subscription, lines, now), method(subscription));
        }
    }

    /// Invoices a change that is not made yet.
    ObjectNode invoiceFirst(ObjectNode subscription, List<Invoices.Line> lines, long now) {
        ObjectNode customer = world.get("customer", Json.text(subscription, "customer", ""));
        List<Invoices.Line> all = new ArrayList<>(takePending(subscription));
        all.addAll(lines);
        ObjectNode invoice = invoices.draft(customer, subscription, "subscription_update", all, now);
        subscription.put("latest_invoice", World.id(invoice));
        world.save(subscription);
        return invoices.issue(invoice);
    }

    /// Tries to collect while the card's holder is there to be asked.
    boolean collectWithHolder(ObjectNode subscription, ObjectNode invoice) {
        String method = method(subscription);
        return method != null
                && invoices.collect(
                        invoice,
                        methods.resolve(method, "default_payment_method"),
                        new Payments.Confirm(null, false, false));
    }

    /// Keeps proration lines for the next invoice.
    void later(ObjectNode subscription, List<Invoices.Line> lines) {
        for (Invoices.Line line : lines) {
            ObjectNode kept = subscription.withArray("_pending").addObject();
            kept.set("price", line.price().deepCopy());
            kept.put("quantity", line.quantity()).put("amount", line.amount()).put("text", line.text());
            kept.put("from", line.from()).put("to", line.to()).put("item", line.item());
        }
        world.save(subscription);
    }

    List<Invoices.Line> pendingLines(ObjectNode subscription) {
        var lines = new ArrayList<Invoices.Line>();
        for (JsonNode kept : subscription.path("_pending")) {
            lines.add(new Invoices.Line(
                    (ObjectNode) kept.path("price"),
                    Json.number(kept, "quantity"),
                    Json.number(kept, "amount"),
                    Json.text(kept, "text", ""),
                    Json.number(kept, "from"),
                    Json.number(kept, "to"),
                    Json.text(kept, "item", ""),
                    true));
        }
        return lines;
    }

    private List<Invoices.Line> takePending(ObjectNode subscription) {
        List<Invoices.Line> lines = pendingLines(subscription);
        subscription.remove("_pending");
        return lines;
    }
}
