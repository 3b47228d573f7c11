package gg.tap2.server.sandbox.wise;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.ObjectStore;
import gg.tap2.server.sandbox.WebhookSender;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.Signature;
import java.security.spec.PKCS8EncodedKeySpec;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `transfers#state-change`, signed with the stand-in's own RSA key over the raw body.
///
/// Source: https://docs.wise.com/guides/developer/webhooks/event-types and event-handling.
final class WiseEvents {
    static final String TYPE = "event";
    private static final String KEYS = "keys";
    private final ObjectStore store;
    private final InstantSource clock;
    private final long profile;
    private @Nullable WebhookSender sender;

    WiseEvents(ObjectStore store, InstantSource clock, long profile) {
        this.store = store;
        this.clock = clock;
        this.profile = profile;
        store.run(this::makeKeys);
    }

    void connect(WebhookSender to) {
        this.sender = to;
    }

    private void makeKeys() {
        if (store.find(KEYS, "webhooks") != null) {
            return;
        }
        try {
            var maker = KeyPairGenerator.getInstance("RSA");
            maker.initialize(2048);
            var pair = maker.generateKeyPair();
            var text = Base64.getEncoder();
            store.put(
                    KEYS,
                    "webhooks",
                    Json.object()
                            .put(
                                    "private",
                                    text.encodeToString(pair.getPrivate().getEncoded()))
                            .put("public", text.encodeToString(pair.getPublic().getEncoded())));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private String key(String which) {
        return store.inTransaction(() -> {
            ObjectNode keys = store.find(KEYS, "webhooks");
            return keys == null ? "" : Json.text(keys, which, "");
        });
    }

    String publicKey() {
        return key("public");
    }

    void changed(ObjectNode t, @Nullable String from) {
        ObjectNode event = Json.object();
        ObjectNode data = event.putObject("data");
        ObjectNode resource = data.putObject("resource")
                .put("type", "transfer")
                .put("id", t.path("id").asLong());
        resource.put("profile_id", profile)
                .put("account_id", t.path("targetAccount").asLong());
        data.put("current_state", Json.text(t, "status")).put("previous_state", from);
        String now = clock.instant().truncatedTo(ChronoUnit.SECONDS).toString();
        data.put("occurred_at", now);
        event.put("subscription_id", "01234567-89ab-cdef-0123-456789abcdef");
        event.put("event_type", "transfers#state-change")
                .put("schema_version", "2.0.0")
                .put("sent_at", now);
        String id = UUID.randomUUID().toString();
        store.put(
                TYPE,
                id,
                Json.object()
                        .put("id", id)
                        .put("type", "transfers#state-change")
                        .put("timestamp", now)
                        .set("body", event));
        enqueue(id);
    }

    int enqueue(String event) {
        int n = 0;
        for (ObjectNode receiver : store.all("receiver")) {
            if (sender != null) {
                sender.enqueue(event, "transfers#state-change", Integer.toString(n), Json.text(receiver, "url", ""));
            }
            n++;
        }
        return n;
    }

    WebhookSender.@Nullable Message compose(ObjectNode delivery) {
        ObjectNode event = store.find(TYPE, Json.text(delivery, "event", ""));
        if (event == null) {
            return null;
        }
        byte[] body = Json.bytes(event.path("body"));
        String id = UUID.nameUUIDFromBytes(Json.text(delivery, "id", "").getBytes(StandardCharsets.UTF_8))
                .toString();
        return new WebhookSender.Message(
                Json.text(delivery, "url", ""), body, Map.of("X-Signature-SHA256", sign(body), "X-Delivery-Id", id));
    }

    String sign(byte[] body) {
        try {
            PrivateKey key = KeyFactory.getInstance("RSA")
                    .generatePrivate(new PKCS8EncodedKeySpec(Base64.getDecoder().decode(key("private"))));
            var rsa = Signature.getInstance("SHA256withRSA");
            rsa.initSign(key);
            rsa.update(body);
            return Base64.getEncoder().encodeToString(rsa.sign());
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
