package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import java.util.Set;
import java.util.function.Consumer;

/// `/v1/customers`.
final class CustomersApi {
    private static final Set<String> PARAMS = Set.of(
            "name",
            "email",
            "phone",
            "description",
            "metadata",
            "address",
            "shipping",
            "payment_method",
            "invoice_settings",
            "test_clock",
            "preferred_locales",
            "tax_exempt",
            "balance",
            "source",
            "default_source",
            "invoice_prefix",
            "next_invoice_sequence",
            "tax",
            "tax_id_data",
            "cash_balance",
            "business_name",
            "individual_name");
    private final World world;
    private final PaymentMethods methods;
    private Consumer<String> onDelete = id -> {};

    CustomersApi(World world, PaymentMethods methods) {
        this.world = world;
        this.methods = methods;
    }

    /// Who ends what a deleted customer pays for: "Also immediately cancels any active subscriptions".
    /// Source: https://docs.stripe.com/api/customers/delete
    void onDelete(Consumer<String> listener) {
        this.onDelete = listener;
    }

    void register(Api api) {
        api.post("/v1/customers", r -> create(r.params().only(PARAMS)));
        api.get(
                "/v1/customers",
                r -> Api.page(
                        r,
                        world.store.newestFirst("customer"),
                        c -> !Json.flag(c, "_deleted") && Api.matches(r.params(), c, "email", "test_clock")));
        api.get("/v1/customers/{id}", r -> retrieve(r.var("id")));
        api.post("/v1/customers/{id}", r -> update(r.var("id"), r.params().only(PARAMS)));
        api.delete("/v1/customers/{id}", r -> delete(r.var("id")));
        api.get("/v1/customers/{id}/payment_methods", r -> {
            world.get("customer", r.var("id"));
            return Api.page(
                    r,
                    world.store.newestFirst("payment_method"),
                    m -> r.var("id").equals(Json.text(m, "customer")) && Api.matches(r.params(), m, "type"));
        });
        api.get("/v1/customers/{id}/payment_methods/{pm}", r -> world.get("payment_method", r.var("pm")));
    }

    ObjectNode create(Params params) {
        ObjectNode customer = world.create("customer");
        customer.put("invoice_prefix", Ids.random("", 8).toUpperCase(java.util.Locale.ROOT));
        if (params.string("test_clock") instanceof String clock) {
            world.get("test_helpers.test_clock", clock, "test_clock");
            customer.put("test_clock", clock);
            world.save(customer);
            customer.put("created", world.now(World.id(customer)));
        }
        apply(customer, params);
        world.save(customer);
        if (params.string("payment_method") instanceof String pm) {
            methods.attach(methods.resolve(pm, "payment_method"), World.id(customer));
        }
        defaultMethod(customer, params);
        world.save(customer);
        world.events().emit("customer.created", customer);
        return customer;
    }

    private ObjectNode retrieve(String id) {
        ObjectNode customer = world.find("customer", id);
        if (customer == null) {
            throw StripeError.notFound("customer", id, "id");
        }
        return Json.flag(customer, "_deleted")
                ? Json.object().put("id", id).put("object", "customer").put("deleted", true)
                : customer;
    }

    private ObjectNode update(String id, Params params) {
        ObjectNode customer = world.get("customer", id);
        ObjectNode before = customer.deepCopy();
        apply(customer, params);
        defaultMethod(customer, params);
        world.save(customer);
        world.events().emit("customer.updated", customer, before);
        return customer;
    }

    private ObjectNode delete(String id) {
        ObjectNode customer = world.get("customer", id);
        onDelete.accept(id);
        customer.put("_deleted", true);
        world.save(customer);
        world.events().emit("customer.deleted", customer);
        return Json.object().put("id", id).put("object", "customer").put("deleted", true);
    }

    private static void apply(ObjectNode customer, Params params) {
        if (params.string("email") instanceof String email && !email.contains("@")) {
            throw StripeError.invalid("email_invalid", "Invalid email address: " + email, "email");
        }
        params.copyStrings(customer, "name", "email", "phone", "description");
        params.copyMetadata(customer);
        params.copyObject(customer, "shipping");
        if (params.object("address") instanceof Params address) {
            ObjectNode empty = Json.object();
            for (String field : new String[] {"city", "country", "line1", "line2", "postal_code", "state"}) {
                empty.put(field, address.string(field));
            }
            customer.set("address", empty);
        }
        if (params.has("preferred_locales")) {
            var locales = customer.putArray("preferred_locales");
            params.strings("preferred_locales").forEach(locales::add);
        }
        if (params.string("tax_exempt") instanceof String exempt) {
            customer.put("tax_exempt", exempt);
        }
    }

    private void defaultMethod(ObjectNode customer, Params params) {
        Params settings = params.child("invoice_settings");
        if (!settings.has("default_payment_method")) {
            return;
        }
        String pm = settings.string("default_payment_method");
        if (pm != null) {
            ObjectNode method = methods.resolve(pm, "invoice_settings[default_payment_method]");
            if (!World.id(customer).equals(Json.text(method, "customer"))) {
                throw StripeError.invalid(
                        "resource_missing",
                        "The customer does not have a payment method with the ID " + pm
                                + ". The payment method must be attached to the customer.",
                        "invoice_settings[default_payment_method]");
            }
            pm = World.id(method);
        }
        Json.child(customer, "invoice_settings").put("default_payment_method", pm);
    }
}
