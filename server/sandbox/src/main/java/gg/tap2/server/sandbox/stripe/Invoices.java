package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import java.util.List;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Invoices: drafts, finalizing, paying, and the link to payment intents through invoice payments.
final class Invoices {
    /// One line before it becomes part of an invoice.
    record Line(
            ObjectNode price,
            long quantity,
            long amount,
            String text,
            long from,
            long to,
            String item,
            boolean proration) {}

    private static final long SMALLEST_CHARGE = 50;
    private final World world;
    private final PaymentIntentsApi intents;
    private final Payments payments;
    private final PaymentMethods methods;
    private BiConsumer<ObjectNode, Boolean> outcome = (invoice, paid) -> {};
    private Consumer<ObjectNode> voided = invoice -> {};

    Invoices(World world, PaymentIntentsApi intents, Payments payments, PaymentMethods methods) {
        this.world = world;
        this.intents = intents;
        this.payments = payments;
        this.methods = methods;
        payments.listen(intent -> settled(intent, true), intent -> settled(intent, false));
    }

    /// Subscriptions listen for what became of their invoices.
    void listen(BiConsumer<ObjectNode, Boolean> listener) {
        outcome = listener;
    }

    void onVoid(Consumer<ObjectNode> listener) {
        voided = listener;
    }

    void register(Api api, Expansion expansion) {
        api.get(
                "/v1/invoices",
                r -> Api.page(
                        r,
                        world.store.newestFirst("invoice"),
                        i -> Api.matches(r.params(), i, "customer", "status", "collection_method")
                                && (r.params().string("subscription") == null
                                        || r.params().string("subscription", "").equals(subscription(i)))));
        api.get("/v1/invoices/{id}", r -> world.get("invoice", r.var("id")));
        api.post("/v1/invoices/{id}", r -> {
            ObjectNode invoice = world.get("invoice", r.var("id"));
            r.params().copyMetadata(invoice);
            r.params().copyStrings(invoice, "description", "footer");
            world.save(invoice);
            world.events().emit("invoice.updated", invoice);
            return invoice;
        });
        api.get("/v1/invoices/{id}/lines", r -> {
            var lines = new java.util.ArrayList<ObjectNode>();
            world.get("invoice", r.var("id")).path("lines").path("data").forEach(l -> lines.add((ObjectNode) l));
            return Api.page(r, lines, l -> true);
        });
        api.post("/v1/invoices/{id}/finalize", r -> finish(world.get("invoice", r.var("id"))));
        api.post("/v1/invoices/{id}/pay", r -> payNow(world.get("invoice", r.var("id")), r.params()));
        api.post("/v1/invoices/{id}/void", r -> close(world.get("invoice", r.var("id")), "void"));
        api.post(
                "/v1/invoices/{id}/mark_uncollectible", r -> close(world.get("invoice", r.var("id")), "uncollectible"));
        api.get(
                "/v1/invoice_payments",
                r -> Api.page(
                        r,
                        world.store.newestFirst("invoice_payment"),
                        p -> Api.matches(r.params(), p, "invoice", "status")
                                && (r.params().child("payment").string("payment_intent") == null
                                        || r.params()
                                                .child("payment")
                                                .string("payment_intent", "")
                                                .equals(Json.text(p.path("payment"), "payment_intent")))));
        api.get("/v1/invoice_payments/{id}", r -> world.get("invoice_payment", r.var("id")));
        expansion.include("invoice", "payments", i -> World.list("/v1/invoice_payments", paymentsOf(i)));
        expansion.include("invoice", "confirmation_secret", i -> {
            ObjectNode intent = world.find("payment_intent", Json.text(i, "_intent"));
            ObjectNode secret = Json.object();
            return intent == null
                    ? com.fasterxml.jackson.databind.node.NullNode.instance
                    : secret.put("client_secret", Json.text(intent, "client_secret"))
                            .put("type", "payment_intent");
        });
    }

    private List<ObjectNode> paymentsOf(ObjectNode invoice) {
        return world.store.all("invoice_payment").stream()
                .filter(p -> World.id(invoice).equals(Json.text(p, "invoice")))
                .toList();
    }

    static String subscription(ObjectNode invoice) {
        return Json.text(invoice.path("parent").path("subscription_details"), "subscription", "");
    }

    /// A draft with its lines and sums. Not stored: previews use it too.
    ObjectNode draft(
            ObjectNode customer, @Nullable ObjectNode subscription, String reason, List<Line> lines, long now) {
        ObjectNode invoice = world.create("invoice");
        String id = World.id(invoice);
        String currency = lines.isEmpty()
                ? Json.text(customer, "currency", "usd")
                : Json.text(lines.getFirst().price(), "currency", "usd");
        invoice.put("created", now).put("currency", currency).put("billing_reason", reason);
        invoice.put("customer", World.id(customer));
        for (String field : new String[] {"email", "name", "phone", "address", "shipping", "tax_exempt"}) {
            invoice.set("customer_" + field, customer.path(field).deepCopy());
        }
        invoice.put("test_clock", Json.text(customer, "test_clock"));
        invoice.put("period_start", now).put("period_end", now);
        ObjectNode list = World.list("/v1/invoices/" + id + "/lines", List.of());
        long subtotal = 0;
        for (Line line : lines) {
            list.withArray("data").add(line(line, id, subscription));
            subtotal += line.amount();
        }
        invoice.set("lines", list);
        if (subscription != null) {
            ObjectNode parent = invoice.putObject("parent");
            parent.putNull("quote_details");
            ObjectNode details = parent.putObject("subscription_details");
            details.set("metadata", subscription.path("metadata").deepCopy());
            details.put("subscription", World.id(subscription));
            parent.put("type", "subscription_details");
        }
        long off = discount(invoice, subscription, subtotal);
        long total = subtotal - off;
        long balance = Json.number(customer, "balance");
        long due = Math.max(0, total + balance);
        due = due < SMALLEST_CHARGE ? 0 : due;
        invoice.put("starting_balance", balance).put("ending_balance", total + balance - due);
        invoice.put("subtotal", subtotal).put("subtotal_excluding_tax", subtotal);
        invoice.put("total", total).put("total_excluding_tax", total);
        invoice.put("amount_due", due).put("amount_remaining", due);
        return invoice;
    }

    private long discount(ObjectNode invoice, @Nullable ObjectNode subscription, long subtotal) {
        String coupon = subscription == null ? null : Json.text(subscription, "_coupon");
        ObjectNode found = world.find("coupon", coupon);
        if (found == null || subscription == null || subtotal <= 0) {
            return 0;
        }
        String discount = subscription.path("discounts").path(0).asText("");
        long off = Coupons.off(found, subtotal);
        invoice.putArray("discounts").add(discount);
        invoice.putArray("total_discount_amounts")
                .addObject()
                .put("amount", off)
                .put("discount", discount);
        return off;
    }

    private ObjectNode line(Line line, String invoice, @Nullable ObjectNode subscription) {
        ObjectNode node = World.template("line_item");
        node.put("id", Ids.random("il_", 24)).put("invoice", invoice);
        node.put("amount", line.amount()).put("subtotal", line.amount()).put("quantity", line.quantity());
        node.put("quantity_decimal", Long.toString(line.quantity()));
        node.set("currency", line.price().path("currency"));
        node.put("description", line.text()).put("discountable", !line.proration());
        node.putObject("period").put("start", line.from()).put("end", line.to());
        ObjectNode pricing = Json.child(node, "pricing");
        pricing.set("unit_amount_decimal", line.price().path("unit_amount_decimal"));
        Json.child(pricing, "price_details")
                .put("price", World.id(line.price()))
                .set("product", line.price().path("product"));
        if (subscription != null) {
            String sub = World.id(subscription);
            node.put("subscription", sub);
            ObjectNode parent = node.putObject("parent");
            parent.putNull("invoice_item_details");
            ObjectNode details = parent.putObject("subscription_item_details");
            details.putNull("invoice_item");
            details.put("proration", line.proration());
            details.putObject("proration_details").putNull("credited_items");
            details.put("subscription", sub).put("subscription_item", line.item());
            parent.put("type", "subscription_item_details");
        }
        return node;
    }

    /// Stores a draft and finalizes it.
    ObjectNode issue(ObjectNode invoice) {
        world.save(invoice);
        world.events().emit("invoice.created", invoice);
        return finish(invoice);
    }

    private ObjectNode finish(ObjectNode invoice) {
        if (!World.status(invoice).equals("draft")) {
            throw StripeError.invalid("invoice_not_editable", "This invoice is already finalized.", null);
        }
        ObjectNode customer = world.get("customer", Json.text(invoice, "customer", ""));
        long now = Json.number(invoice, "created");
        long sequence = Json.number(customer, "next_invoice_sequence");
        invoice.put("number", Json.text(customer, "invoice_prefix", "X") + "-" + String.format("%04d", sequence));
        customer.put("next_invoice_sequence", sequence + 1);
        customer.put("balance", Json.number(invoice, "ending_balance"));
        customer.set("currency", invoice.path("currency"));
        world.save(customer);
        invoice.put("status", "open").put("effective_at", now);
        invoice.put("hosted_invoice_url", world.base() + "/i/" + World.id(invoice));
        Json.child(invoice, "status_transitions").put("finalized_at", now);
        long due = Json.number(invoice, "amount_due");
        if (due > 0) {
            ObjectNode intent = intents.draft(due, Json.text(invoice, "currency", "usd"));
            intent.put("customer", World.id(customer)).put("setup_future_usage", "off_session");
            intent.put("description", "Invoice " + Json.text(invoice, "number", ""));
            intent.put("_invoice", World.id(invoice)).put("created", now);
            world.save(intent);
            invoice.put("_intent", World.id(intent));
            ObjectNode payment = world.create("invoice_payment");
            payment.put("amount_requested", due)
                    .put("invoice", World.id(invoice))
                    .put("created", now);
            payment.set("currency", invoice.path("currency"));
            Json.child(payment, "payment").put("payment_intent", World.id(intent));
            world.save(payment);
            world.events().emit("payment_intent.created", intent);
        }
        world.save(invoice);
        world.events().emit("invoice.finalized", invoice);
        if (due == 0) {
            paid(invoice);
        }
        return invoice;
    }

    /// Tries to collect. False when the card was declined or needs its holder; everything is recorded by then.
    boolean collect(ObjectNode invoice, ObjectNode method, Payments.Confirm how) {
        if (!World.status(invoice).equals("open")) {
            return true;
        }
        ObjectNode intent = world.get("payment_intent", Json.text(invoice, "_intent", ""));
        attempted(invoice);
        try {
            return World.status(payments.confirm(intent, method, how)).equals("succeeded");
        } catch (StripeError declined) {
            return false;
        }
    }

    private void attempted(ObjectNode invoice) {
        invoice.put("attempted", true).put("attempt_count", Json.number(invoice, "attempt_count") + 1);
        world.save(invoice);
    }

    private ObjectNode payNow(ObjectNode invoice, Params params) {
        if (!World.status(invoice).equals("open")) {
            throw StripeError.invalid("invoice_not_open", "Invoice is not open.", null);
        }
        if (params.flag("paid_out_of_band", false)) {
            paid(invoice);
            return invoice;
        }
        String id = params.string("payment_method", method(invoice));
        ObjectNode intent = world.get("payment_intent", Json.text(invoice, "_intent", ""));
        attempted(invoice);
        payments.confirm(
                intent,
                methods.resolve(id, "payment_method"),
                new Payments.Confirm(null, params.flag("off_session", true), false));
        if (World.status(intent).equals("requires_action")) {
            // Source: https://docs.stripe.com/error-codes#invoice-payment-intent-requires-action
            throw StripeError.of(
                    402,
                    "invalid_request_error",
                    "invoice_payment_intent_requires_action",
                    "This payment requires additional user action before it can be completed successfully. Payment can"
                            + " be completed using the PaymentIntent associated with the invoice.");
        }
        return invoice;
    }

    private String method(ObjectNode invoice) {
        ObjectNode subscription = world.find("subscription", subscription(invoice));
        String own = subscription == null ? null : Json.text(subscription, "default_payment_method");
        ObjectNode customer = world.get("customer", Json.text(invoice, "customer", ""));
        return own != null ? own : Json.text(customer.path("invoice_settings"), "default_payment_method", "");
    }

    private void settled(ObjectNode intent, boolean succeeded) {
        ObjectNode invoice = world.find("invoice", Json.text(intent, "_invoice"));
        if (invoice == null || !World.status(invoice).equals("open")) {
            return;
        }
        if (succeeded) {
            paid(invoice);
        } else {
            outcome.accept(invoice, false);
            world.save(invoice);
            JsonNode error = intent.path("last_payment_error");
            if ("authentication_required".equals(Json.text(error, "code"))
                    || "authentication_required".equals(Json.text(error, "decline_code"))) {
                // Source: https://docs.stripe.com/billing/subscriptions/webhooks (invoice.payment_action_required)
                world.events().emit("invoice.payment_action_required", invoice);
            }
            world.events().emit("invoice.payment_failed", invoice);
        }
    }

    private void paid(ObjectNode invoice) {
        long now = world.now(Json.text(invoice, "customer"));
        invoice.put("status", "paid").put("attempted", true).put("amount_remaining", 0);
        invoice.set("amount_paid", invoice.path("amount_due"));
        invoice.putNull("next_payment_attempt");
        Json.child(invoice, "status_transitions").put("paid_at", now);
        world.save(invoice);
        for (ObjectNode payment : paymentsOf(invoice)) {
            payment.put("status", "paid").set("amount_paid", payment.path("amount_requested"));
            Json.child(payment, "status_transitions").put("paid_at", now);
            world.save(payment);
            world.events().emit("invoice_payment.paid", payment);
        }
        world.events().emit("invoice.paid", invoice);
        world.events().emit("invoice.payment_succeeded", invoice);
        outcome.accept(invoice, true);
    }

    ObjectNode close(ObjectNode invoice, String status) {
        if (!Set.of("open", "draft", "uncollectible").contains(World.status(invoice))) {
            throw StripeError.invalid("invoice_not_editable", "This invoice cannot be changed any more.", null);
        }
        invoice.put("status", status).putNull("next_payment_attempt");
        Json.child(invoice, "status_transitions")
                .put(status.equals("void") ? "voided_at" : "marked_uncollectible_at", world.now());
        world.save(invoice);
        ObjectNode intent = world.find("payment_intent", Json.text(invoice, "_intent"));
        if (intent != null && status.equals("void") && !World.status(intent).equals("succeeded")) {
            payments.cancel(intent, "void_invoice");
        }
        world.events().emit(status.equals("void") ? "invoice.voided" : "invoice.marked_uncollectible", invoice);
        if (status.equals("void")) {
            voided.accept(invoice);
        }
        return invoice;
    }

    static long sum(JsonNode items, String field) {
        long sum = 0;
        for (JsonNode item : items) {
            sum += Json.number(item, field);
        }
        return sum;
    }
}
