package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// `/v1/checkout/sessions`: payment, subscription and setup.
final class CheckoutSessions {
    private static final Set<String> PARAMS = Set.of(
            "mode",
            "line_items",
            "success_url",
            "cancel_url",
            "return_url",
            "customer",
            "customer_email",
            "customer_creation",
            "client_reference_id",
            "metadata",
            "payment_intent_data",
            "subscription_data",
            "setup_intent_data",
            "payment_method_types",
            "allow_promotion_codes",
            "locale",
            "expires_at",
            "ui_mode",
            "submit_type",
            "billing_address_collection",
            "payment_method_collection",
            "automatic_tax",
            "discounts",
            "invoice_creation",
            "currency",
            "phone_number_collection",
            "tax_id_collection",
            "consent_collection",
            "custom_text",
            "payment_method_options",
            "saved_payment_method_options",
            "customer_update",
            "custom_fields",
            "after_expiration",
            "shipping_address_collection",
            "adaptive_pricing",
            "origin_context",
            "integration_identifier",
            "branding_settings",
            "excluded_payment_method_types",
            "redirect_on_completion",
            "wallet_options",
            "name_collection",
            "permissions",
            "payment_method_configuration");
    private static final long LIFE_SECONDS = 24 * 3600;
    private final World world;
    private final Catalog catalog;

    CheckoutSessions(World world, Catalog catalog) {
        this.world = world;
        this.catalog = catalog;
    }

    void register(Api api, Expansion expansion) {
        api.post("/v1/checkout/sessions", r -> create(r.params().only(PARAMS)));
        api.get(
                "/v1/checkout/sessions",
                r -> Api.page(
                        r,
                        world.store.newestFirst("checkout.session"),
                        s -> Api.matches(r.params(), s, "customer", "payment_intent", "subscription", "status")));
        api.get("/v1/checkout/sessions/{id}", r -> world.get("checkout.session", r.var("id")));
        api.post("/v1/checkout/sessions/{id}", r -> {
            ObjectNode session = world.get("checkout.session", r.var("id"));
            r.params().copyMetadata(session);
            world.save(session);
            return session;
        });
        api.post("/v1/checkout/sessions/{id}/expire", r -> {
            ObjectNode session = world.get("checkout.session", r.var("id"));
            if (!World.status(session).equals("open")) {
                throw StripeError.invalid(
                        "Only Checkout Sessions with a status in [\"open\"] can be expired. This Checkout Session has a"
                                + " status of " + World.status(session) + ".",
                        null);
            }
            expire(session);
            return session;
        });
        api.get("/v1/checkout/sessions/{id}/line_items", r -> {
            var items = new ArrayList<>(items(world.get("checkout.session", r.var("id"))));
            return Api.page(r, items, i -> true);
        });
        expansion.include(
                "checkout.session",
                "line_items",
                s -> World.list("/v1/checkout/sessions/" + World.id(s) + "/line_items", items(s)));
    }

    static List<ObjectNode> items(ObjectNode session) {
        var items = new ArrayList<ObjectNode>();
        for (JsonNode item : session.path("_items")) {
            items.add((ObjectNode) item);
        }
        return items;
    }

    private ObjectNode create(Params params) {
        String mode = params.required("mode");
        if (!Set.of("payment", "subscription", "setup").contains(mode)) {
            throw StripeError.invalid("Invalid mode: must be one of payment, setup, or subscription", "mode");
        }
        ObjectNode session = world.create("checkout.session");
        session.put("mode", mode);
        String ui = params.string("ui_mode", "hosted_page");
        session.put("ui_mode", ui.equals("hosted") ? "hosted_page" : ui);
        session.put("success_url", params.string("success_url"));
        if (Json.text(session, "success_url") == null) {
            throw StripeError.missing("success_url");
        }
        params.copyStrings(
                session,
                "cancel_url",
                "customer_email",
                "client_reference_id",
                "locale",
                "submit_type",
                "billing_address_collection",
                "payment_method_collection",
                "origin_context");
        customer(session, params, mode);
        params.copyMetadata(session);
        lines(session, params, mode);
        String buyer = Json.text(session, "customer");
        if (mode.equals("subscription") && buyer != null) {
            SubscriptionDrafts.oneCurrency(world, buyer, Json.text(session, "currency", "usd"));
        }
        for (String data : new String[] {"payment_intent_data", "subscription_data", "setup_intent_data"}) {
            if (params.object(data) instanceof Params given) {
                session.set("_" + data, given.raw().deepCopy());
            }
        }
        long now = world.now();
        long expires = params.number("expires_at", now + LIFE_SECONDS);
        if (expires < now + 1800 || expires > now + LIFE_SECONDS) {
            throw StripeError.invalid(
                    "The `expires_at` timestamp must be at least 30 minutes and at most 24 hours from now.",
                    "expires_at");
        }
        session.put("expires_at", expires);
        session.put("payment_status", mode.equals("setup") ? "no_payment_required" : "unpaid");
        session.put("url", world.base() + "/c/pay/" + World.id(session));
        world.save(session);
        return session;
    }

    private void customer(ObjectNode session, Params params, String mode) {
        if (params.string("customer") instanceof String id) {
            ObjectNode customer = world.get("customer", id, "customer");
            session.put("customer", id);
            if (params.has("customer_email")) {
                throw StripeError.invalid(
                        "You may only specify one of these parameters: customer, customer_email.", "customer");
            }
            details(session, Json.text(customer, "email"), Json.text(customer, "name"));
        } else if (mode.equals("payment")) {
            session.put("customer_creation", params.string("customer_creation", "if_required"));
        } else {
            session.put("customer_creation", "always");
        }
        if (Json.text(session, "customer_email") instanceof String email) {
            details(session, email, null);
        }
        if (!mode.equals("payment") && Json.text(session, "payment_method_collection") == null) {
            session.put("payment_method_collection", "always");
        }
    }

    static void details(
            ObjectNode session,
            @org.jspecify.annotations.Nullable String email,
            @org.jspecify.annotations.Nullable String name) {
        ObjectNode details = session.putObject("customer_details");
        details.putNull("address");
        details.put("email", email).put("name", name);
        details.putNull("phone");
        details.put("tax_exempt", "none");
        details.putArray("tax_ids");
        details.putNull("business_name");
        details.putNull("individual_name");
    }

    private void lines(ObjectNode session, Params params, String mode) {
        List<Params> lines = params.objects("line_items");
        if (mode.equals("setup")) {
            session.put("currency", params.string("currency"));
            return;
        }
        if (lines.isEmpty()) {
            throw StripeError.missing("line_items");
        }
        var items = session.putArray("_items");
        long subtotal = 0;
        boolean recurring = false;
        String currency = null;
        for (Params line : lines) {
            ObjectNode price = catalog.resolve(line);
            recurring |= Json.text(price, "type", "").equals("recurring");
            String of = Json.text(price, "currency", "usd");
            if (currency != null && !currency.equals(of)) {
                throw StripeError.invalid("All line items must have the same currency.", line.path("price"));
            }
            currency = of;
            long quantity = line.number("quantity", 1);
            long amount = Math.multiplyExact(Json.number(price, "unit_amount"), quantity);
            subtotal += amount;
            ObjectNode item = World.template("item");
            item.put("id", Ids.random("li_", 24)).put("quantity", quantity).put("currency", of);
            item.put("amount_subtotal", amount).put("amount_total", amount);
            item.set("price", World.view(price));
            ObjectNode product = world.find("product", Json.text(price, "product"));
            item.put("description", product == null ? null : Json.text(product, "name"));
            items.add(item);
        }
        if (recurring != mode.equals("subscription")) {
            throw StripeError.invalid(
                    recurring
                            ? "You specified `payment` mode but passed a recurring price. Either switch to"
                                    + " `subscription` mode or use only one-time prices."
                            : "You must provide at least one recurring price in `subscription` mode when using prices.",
                    "mode");
        }
        boolean trial = params.child("subscription_data").has("trial_period_days")
                || params.child("subscription_data").has("trial_end");
        long discount = discount(session, params, subtotal);
        session.put("currency", currency);
        session.put("amount_subtotal", trial ? 0 : subtotal);
        session.put("amount_total", trial ? 0 : subtotal - discount);
        session.putObject("total_details")
                .put("amount_discount", trial ? 0 : discount)
                .put("amount_shipping", 0)
                .put("amount_tax", 0);
        if (mode.equals("payment") && subtotal - discount > 0) {
            PaymentIntentsApi.checkAmount(subtotal - discount, currency == null ? "usd" : currency);
        }
        if (!trial && subtotal - discount == 0 && mode.equals("payment")) {
            session.put("payment_status", "no_payment_required");
        }
    }

    private long discount(ObjectNode session, Params params, long subtotal) {
        List<Params> discounts = params.objects("discounts");
        if (discounts.isEmpty()) {
            return 0;
        }
        String id = discounts.getFirst().required("coupon");
        ObjectNode coupon = world.get("coupon", id, "discounts[0][coupon]");
        session.putArray("discounts").addObject().put("coupon", id).putNull("promotion_code");
        session.put("_coupon", id);
        return Coupons.off(coupon, subtotal);
    }

    void expire(ObjectNode session) {
        session.put("status", "expired").putNull("url");
        world.save(session);
        world.events().emit("checkout.session.expired", session);
    }

    void tick() {
        long now = world.now();
        for (ObjectNode session : world.store.all("checkout.session")) {
            if (World.status(session).equals("open") && Json.number(session, "expires_at") <= now) {
                expire(session);
            }
        }
    }
}
