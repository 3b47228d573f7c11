package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.WebhookSender;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.Map;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/// Makes events and hands them to the endpoints that listen, in the transaction of the change they report.
final class Events {
    static final String API_VERSION = "2026-07-29.dahlia";
    private final World world;
    private @Nullable WebhookSender sender;
    private @Nullable String requestId;
    private @Nullable String idempotencyKey;

    Events(World world) {
        this.world = world;
    }

    void connect(WebhookSender to) {
        this.sender = to;
    }

    WebhookSender sender() {
        if (sender == null) {
            throw new IllegalStateException("not wired");
        }
        return sender;
    }

    /// Called under the store's lock, so one request at a time is "the" request.
    void request(@Nullable String id, @Nullable String key) {
        requestId = id;
        idempotencyKey = key;
    }

    void emit(String type, ObjectNode object) {
        emit(type, object, null);
    }

    /// @param before the object before the change; its differing fields become `previous_attributes`
    void emit(String type, ObjectNode object, @Nullable ObjectNode before) {
        ObjectNode event = world.create("event");
        event.put("type", type);
        ObjectNode data = Json.child(event, "data");
        ObjectNode view = World.view(object);
        data.set("object", view);
        if (before != null) {
            ObjectNode previous = difference(World.view(before), view);
            if (!previous.isEmpty()) {
                data.set("previous_attributes", previous);
            }
        }
        String connected = connectedAccount(type, object);
        if (connected != null) {
            event.put("account", connected);
        }
        ObjectNode request = Json.child(event, "request");
        request.put("id", requestId);
        request.put("idempotency_key", idempotencyKey);
        int receivers = 0;
        for (ObjectNode endpoint : world.store.all("webhook_endpoint")) {
            if (World.status(endpoint).equals("enabled") && listens(endpoint, event)) {
                receivers++;
                sender().enqueue(World.id(event), type, World.id(endpoint), Json.text(endpoint, "url", ""));
            }
        }
        event.put("pending_webhooks", receivers);
        world.save(event);
    }

    /// The connected account that an event is of; null for the platform's own.
    private static @Nullable String connectedAccount(String type, ObjectNode object) {
        return type.equals("account.updated") && !World.id(object).equals(Connect.OWN) ? World.id(object) : null;
    }

    /// Connect endpoints hear what happens at connected accounts and nothing else, and the others nothing of it.
    ///
    /// Source: https://docs.stripe.com/connect/webhooks
    private static boolean listens(ObjectNode endpoint, ObjectNode event) {
        if (Json.flag(endpoint, "_connect") != event.has("account")) {
            return false;
        }
        String type = Json.text(event, "type", "");
        for (JsonNode enabled : endpoint.path("enabled_events")) {
            if (enabled.asText().equals("*") || enabled.asText().equals(type)) {
                return true;
            }
        }
        return false;
    }

    private static ObjectNode difference(ObjectNode before, ObjectNode after) {
        ObjectNode changed = Json.object();
        before.properties().forEach(field -> {
            if (!field.getValue().equals(after.get(field.getKey()))) {
                changed.set(field.getKey(), field.getValue());
            }
        });
        return changed;
    }

    /// Sends an event again to every endpoint it was for, or to one.
    int replay(String eventId) {
        ObjectNode event = world.get("event", eventId);
        int sent = 0;
        for (ObjectNode endpoint : world.store.all("webhook_endpoint")) {
            if (World.status(endpoint).equals("enabled") && listens(endpoint, event)) {
                sender().enqueue(
                                eventId,
                                Json.text(event, "type", ""),
                                World.id(endpoint),
                                Json.text(endpoint, "url", ""));
                sent++;
            }
        }
        return sent;
    }

    WebhookSender.@Nullable Message compose(ObjectNode delivery) {
        ObjectNode event = world.find("event", Json.text(delivery, "event"));
        ObjectNode endpoint = world.find("webhook_endpoint", Json.text(delivery, "endpoint"));
        if (event == null || endpoint == null) {
            return null;
        }
        String body = new String(Json.bytes(World.view(event)), StandardCharsets.UTF_8);
        return new WebhookSender.Message(
                Json.text(endpoint, "url", ""),
                body.getBytes(StandardCharsets.UTF_8),
                Map.of(
                        "Stripe-Signature",
                        signature(body, world.now(), Json.text(endpoint, "_secret", "")),
                        "User-Agent",
                        "Stripe/1.0 (+https://stripe.com/docs/webhooks)",
                        "Accept",
                        "*/*; q=0.5, application/xml"));
    }

    static String signature(String body, long time, String secret) {
        try {
            Mac mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            byte[] digest = mac.doFinal((time + "." + body).getBytes(StandardCharsets.UTF_8));
            return "t=" + time + ",v1=" + HexFormat.of().formatHex(digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
