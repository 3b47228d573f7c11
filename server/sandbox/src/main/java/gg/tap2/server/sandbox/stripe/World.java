package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.ObjectStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.InstantSource;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What every part of the stand-in shares: objects, templates, time and events.
///
/// Fields whose names start with `_` are the stand-in's own notes on an object; they are never shown.
final class World {
    private static final ObjectNode TEMPLATES = templates();
    private static final Map<String, String> PREFIXES = Map.ofEntries(
            Map.entry("payment_intent", "pi_"),
            Map.entry("charge", "ch_"),
            Map.entry("refund", "re_"),
            Map.entry("customer", "cus_"),
            Map.entry("checkout.session", "cs_test_"),
            Map.entry("subscription", "sub_"),
            Map.entry("subscription_item", "si_"),
            Map.entry("invoice", "in_"),
            Map.entry("invoiceitem", "ii_"),
            Map.entry("line_item", "il_"),
            Map.entry("item", "li_"),
            Map.entry("invoice_payment", "inpay_"),
            Map.entry("setup_intent", "seti_"),
            Map.entry("dispute", "du_"),
            Map.entry("file", "file_"),
            Map.entry("balance_transaction", "txn_"),
            Map.entry("price", "price_"),
            Map.entry("product", "prod_"),
            Map.entry("payment_method", "pm_"),
            Map.entry("webhook_endpoint", "we_"),
            Map.entry("test_helpers.test_clock", "clock_"),
            Map.entry("account", "acct_"),
            Map.entry("transfer", "tr_"),
            Map.entry("transfer_reversal", "trr_"),
            Map.entry("payout", "po_"),
            Map.entry("radar.early_fraud_warning", "issfr_"),
            Map.entry("coupon", "co_"),
            Map.entry("discount", "di_"),
            Map.entry("event", "evt_"));

    final ObjectStore store;
    final InstantSource clock;
    private @Nullable URI base;
    private @Nullable Events events;

    World(ObjectStore store, InstantSource clock) {
        this.store = store;
        this.clock = clock;
    }

    private static ObjectNode templates() {
        try (InputStream in = World.class.getResourceAsStream("/sandbox/stripe/objects.json")) {
            if (in == null) {
                throw new IllegalStateException("sandbox/stripe/objects.json is not on the class path");
            }
            return (ObjectNode) Json.MAPPER.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void connect(Events toEvents) {
        this.events = toEvents;
    }

    void at(URI baseUri) {
        this.base = baseUri;
    }

    String base() {
        return base == null ? "" : base.toString();
    }

    Events events() {
        if (events == null) {
            throw new IllegalStateException("not wired");
        }
        return events;
    }

    long now() {
        return clock.instant().getEpochSecond();
    }

    /// The time a customer lives in: its test clock's, or everybody's.
    long now(@Nullable String customer) {
        ObjectNode owner = customer == null ? null : store.find("customer", customer);
        String clockId = owner == null ? null : Json.text(owner, "test_clock");
        ObjectNode testClock = clockId == null ? null : store.find("test_helpers.test_clock", clockId);
        return testClock == null ? now() : Json.number(testClock, "frozen_time");
    }

    /// A new object with every field its resource has. It is not stored until `save`.
    ObjectNode create(String type) {
        ObjectNode object = template(type);
        object.put("id", Ids.random(PREFIXES.getOrDefault(type, "obj_"), type.equals("checkout.session") ? 58 : 24));
        if (object.has("created")) {
            object.put("created", now());
        }
        return object;
    }

    static ObjectNode template(String type) {
        return ((ObjectNode) TEMPLATES.get(type)).deepCopy();
    }

    void save(ObjectNode object) {
        store.put(Json.text(object, "object", ""), id(object), object);
    }

    ObjectNode get(String type, String id, String param) {
        ObjectNode object = store.find(type, id);
        // A deleted customer can be looked at and nothing else. Source: https://docs.stripe.com/api/customers/delete
        if (object == null || type.equals("customer") && Json.flag(object, "_deleted")) {
            throw StripeError.notFound(type, id, param);
        }
        return object;
    }

    ObjectNode get(String type, String id) {
        return get(type, id, "id");
    }

    @Nullable
    ObjectNode find(String type, @Nullable String id) {
        return id == null ? null : store.find(type, id);
    }

    static String id(ObjectNode object) {
        return Json.text(object, "id", "");
    }

    static String status(ObjectNode object) {
        return Json.text(object, "status", "");
    }

    /// A list object as in `subscription.items`.
    static ObjectNode list(String url, Iterable<? extends JsonNode> data) {
        ObjectNode list = Json.object().put("object", "list");
        var array = list.putArray("data");
        data.forEach(array::add);
        list.put("has_more", false);
        list.put("url", url);
        return list;
    }

    /// The public form of an object: a copy without our own notes.
    static ObjectNode view(ObjectNode object) {
        ObjectNode copy = object.deepCopy();
        copy.properties().removeIf(field -> field.getKey().startsWith("_"));
        return copy;
    }
}
