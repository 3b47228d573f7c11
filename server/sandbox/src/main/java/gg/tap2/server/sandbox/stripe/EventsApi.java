package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import java.util.List;
import java.util.Set;

/// `/v1/events` and `/v1/webhook_endpoints`.
final class EventsApi {
    private static final Set<String> PARAMS =
            Set.of("url", "enabled_events", "description", "metadata", "api_version", "disabled", "connect");
    private final World world;

    EventsApi(World world) {
        this.world = world;
    }

    void register(Api api) {
        api.get("/v1/events", r -> {
            List<String> types = r.params().strings("types");
            String type = r.params().string("type");
            return Api.page(r, world.store.newestFirst("event"), e -> {
                String is = Json.text(e, "type", "");
                return (types.isEmpty() || types.contains(is)) && (type == null || matches(type, is));
            });
        });
        api.get("/v1/events/{id}", r -> world.get("event", r.var("id")));
        api.post("/v1/webhook_endpoints", r -> create(r.params().only(PARAMS)));
        api.get("/v1/webhook_endpoints", r -> Api.page(r, world.store.newestFirst("webhook_endpoint"), e -> true));
        api.get("/v1/webhook_endpoints/{id}", r -> world.get("webhook_endpoint", r.var("id")));
        api.post("/v1/webhook_endpoints/{id}", r -> {
            ObjectNode endpoint = world.get("webhook_endpoint", r.var("id"));
            apply(endpoint, r.params().only(PARAMS));
            world.save(endpoint);
            return endpoint;
        });
        api.delete("/v1/webhook_endpoints/{id}", r -> {
            world.get("webhook_endpoint", r.var("id"));
            world.store.remove("webhook_endpoint", r.var("id"));
            return Json.object()
                    .put("id", r.var("id"))
                    .put("object", "webhook_endpoint")
                    .put("deleted", true);
        });
    }

    private static boolean matches(String pattern, String type) {
        return pattern.endsWith("*")
                ? type.startsWith(pattern.substring(0, pattern.length() - 1))
                : type.equals(pattern);
    }

    private ObjectNode create(Params params) {
        String url = params.required("url");
        if (params.strings("enabled_events").isEmpty()) {
            throw StripeError.missing("enabled_events");
        }
        ObjectNode endpoint = world.create("webhook_endpoint");
        String secret = Ids.random("whsec_", 32);
        endpoint.put("_secret", secret);
        if (!url.startsWith("http://") && !url.startsWith("https://")) {
            throw StripeError.invalid(
                    "url_invalid", "Invalid URL: An explicit scheme (such as https) must be provided.", "url");
        }
        endpoint.put("_connect", params.flag("connect", false));
        apply(endpoint, params);
        world.save(endpoint);
        // The secret is shown once, when the endpoint is made.
        return endpoint.deepCopy().put("secret", secret);
    }

    private static void apply(ObjectNode endpoint, Params params) {
        if (params.string("url") instanceof String url) {
            endpoint.put("url", url);
        }
        params.copyStrings(endpoint, "description", "api_version");
        params.copyMetadata(endpoint);
        if (params.has("enabled_events")) {
            var events = endpoint.putArray("enabled_events");
            params.strings("enabled_events").forEach(events::add);
        }
        if (params.has("disabled")) {
            endpoint.put("status", params.flag("disabled", false) ? "disabled" : "enabled");
        }
    }

    /// The endpoints configured at start, one of each kind: kept across restarts, their secret and address follow the
    /// settings.
    void configured(String url, String secret) {
        configured(url, secret, false);
        configured(url, secret, true);
    }

    private void configured(String url, String secret, boolean connect) {
        for (ObjectNode endpoint : world.store.all("webhook_endpoint")) {
            if (url.equals(Json.text(endpoint, "url")) && Json.flag(endpoint, "_connect") == connect) {
                endpoint.put("_secret", secret);
                world.save(endpoint);
                return;
            }
        }
        ObjectNode endpoint = world.create("webhook_endpoint");
        endpoint.put("url", url).put("_secret", secret).put("description", "Configured at start");
        endpoint.put("_configured", true).put("_connect", connect);
        endpoint.putArray("enabled_events").add("*");
        world.save(endpoint);
    }

    /// Forgets configured endpoints of an earlier start whose address changed (a new free port, say).
    void forgetConfiguredExcept(List<String> urls) {
        for (ObjectNode endpoint : world.store.all("webhook_endpoint")) {
            if (Json.flag(endpoint, "_configured") && !urls.contains(Json.text(endpoint, "url", ""))) {
                world.store.remove("webhook_endpoint", World.id(endpoint));
            }
        }
    }
}
