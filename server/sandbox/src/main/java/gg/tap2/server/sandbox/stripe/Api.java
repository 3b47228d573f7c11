package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Call;
import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.SandboxKeys;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/// What every API call goes through: key, idempotency, transaction, expansion, error form.
final class Api {
    private static final String IDEMPOTENCY = "_idempotency";
    private static final long KEY_LIFE_SECONDS = 24 * 3600;

    /// @param publishable whether the caller holds only the publishable key
    record Request(Call call, Params params, boolean publishable) {
        String var(String name) {
            return call.var(name);
        }
    }

    @FunctionalInterface
    interface Endpoint {
        ObjectNode handle(Request request);
    }

    final World world;
    private final Router router;
    private final SandboxKeys keys;
    private final Expansion expansion;
    private final KeyRights rights;

    Api(World world, Router router, SandboxKeys keys, Expansion expansion, KeyRights rights) {
        this.world = world;
        this.router = router;
        this.keys = keys;
        this.expansion = expansion;
        this.rights = rights;
    }

    Api get(String path, Endpoint endpoint) {
        router.get(path, call -> serve("GET " + path, call, endpoint, false));
        return this;
    }

    Api post(String path, Endpoint endpoint) {
        router.post(path, call -> serve("POST " + path, call, endpoint, false));
        return this;
    }

    Api delete(String path, Endpoint endpoint) {
        router.delete(path, call -> serve("DELETE " + path, call, endpoint, false));
        return this;
    }

    /// An endpoint a browser may call with the publishable key; it must check the client secret itself.
    Api open(String method, String path, Endpoint endpoint) {
        router.on(method, path, call -> serve(method + " " + path, call, endpoint, true));
        return this;
    }

    private Reply serve(String operation, Call call, Endpoint endpoint, boolean open) {
        String requestId = Ids.random("req_", 14);
        Reply reply;
        try {
            reply = world.store.inTransaction(() -> answer(operation, call, endpoint, open, requestId));
        } catch (StripeError e) {
            reply = Reply.json(e.status(), e.body());
        }
        String key = call.header("idempotency-key");
        Reply full = reply.header("Request-Id", requestId)
                .header("Stripe-Version", Events.API_VERSION)
                .header("Stripe-Should-Retry", Boolean.toString(reply.status() == 409 || reply.status() >= 500));
        return key == null ? full : full.header("Idempotency-Key", key);
    }

    private Reply answer(String operation, Call call, Endpoint endpoint, boolean open, String requestId) {
        ObjectNode form = call.method().equals("GET") ? call.query() : body(call);
        boolean publishable = authenticate(call, open, form);
        if (!publishable) {
            rights.check(call.method(), call.path());
        }
        String key = call.method().equals("GET") ? null : call.header("idempotency-key");
        String fingerprint = fingerprint(call, form);
        if (key != null) {
            Reply earlier = replay(key, fingerprint);
            if (earlier != null) {
                return earlier;
            }
        }
        world.events().request(requestId, key);
        Reply reply;
        boolean keep = true;
        try {
            if (!publishable) {
                KnownParams.check(operation, form);
            }
            ObjectNode result = endpoint.handle(new Request(call, new Params(form), publishable));
            reply = Reply.json(expansion.expand(result, new Params(form).strings("expand")));
        } catch (StripeError e) {
            reply = Reply.json(e.status(), e.body());
            keep = e.status() == 402;
        } finally {
            world.events().request(null, null);
        }
        if (call.fault() != null && call.fault().kind() == Faults.Kind.STORED_ERROR) {
            reply = serverError(call.fault().status());
            keep = true;
        }
        if (key != null && keep) {
            remember(key, fingerprint, reply, requestId);
        }
        return reply;
    }

    /// Equal for equal parameters. The boundaries of a form with files differ each time it is sent, its parts do
    /// not.
    private static String fingerprint(Call call, ObjectNode form) {
        String body = call.isMultipart()
                ? UUID.nameUUIDFromBytes(Json.bytes(form)).toString()
                : new String(call.body(), StandardCharsets.UTF_8);
        return call.method() + ' ' + call.path() + ' ' + body + (call.method().equals("DELETE") ? call.rawQuery() : "");
    }

    private static ObjectNode body(Call call) {
        try {
            return call.form();
        } catch (IllegalArgumentException e) {
            throw StripeError.invalid("Invalid request: the body could not be parsed.", null);
        }
    }

    /// Answers something else than an object to who holds the secret key.
    Reply authorized(Call call, Supplier<Reply> answer) {
        try {
            authenticate(call, false, call.query());
            return answer.get();
        } catch (StripeError e) {
            return Reply.json(e.status(), e.body());
        }
    }

    static Reply serverError(int status) {
        int code = status >= 500 ? status : 500;
        return Reply.json(
                code,
                StripeError.of(code, "api_error", null, "An unknown error occurred (sandbox fault).")
                        .body());
    }

    private @Nullable Reply replay(String key, String fingerprint) {
        ObjectNode kept = world.store.find(IDEMPOTENCY, key);
        if (kept == null || Json.number(kept, "created") + KEY_LIFE_SECONDS < world.now()) {
            return null;
        }
        if (!Json.text(kept, "fingerprint", "").equals(fingerprint)) {
            throw StripeError.of(
                    400,
                    "idempotency_error",
                    null,
                    "Keys for idempotent requests can only be used with the same parameters they were first used"
                            + " with. Try using a key other than '" + key
                            + "' if you meant to execute a different request.");
        }
        return new Reply(
                (int) Json.number(kept, "status"),
                "application/json",
                Json.text(kept, "body", "").getBytes(StandardCharsets.UTF_8),
                Map.of("Idempotent-Replayed", "true", "Original-Request", Json.text(kept, "request", "")));
    }

    private void remember(String key, String fingerprint, Reply reply, String requestId) {
        ObjectNode kept = Json.object();
        kept.put("fingerprint", fingerprint);
        kept.put("created", world.now());
        kept.put("status", reply.status());
        kept.put("body", new String(reply.body(), StandardCharsets.UTF_8));
        kept.put("request", requestId);
        world.store.put(IDEMPOTENCY, key, kept);
    }

    /// Answers whether the caller has only the publishable key.
    private boolean authenticate(Call call, boolean open, ObjectNode form) {
        String given = key(call, form);
        if (given.isEmpty()) {
            throw StripeError.unauthorized("You did not provide an API key. You need to provide your API key in the"
                    + " Authorization header, using Bearer auth (e.g. 'Authorization: Bearer YOUR_SECRET_KEY').");
        }
        if (given.equals(keys.stripeSecretKey())) {
            return false;
        }
        if (given.equals(keys.stripePublishableKey())) {
            if (open) {
                return true;
            }
            throw StripeError.of(
                    403,
                    "invalid_request_error",
                    "secret_key_required",
                    "This API call cannot be made with a publishable API key. Please use a secret API key.");
        }
        throw StripeError.unauthorized("Invalid API Key provided: " + mask(given));
    }

    private static String key(Call call, ObjectNode form) {
        String header = call.header("authorization");
        if (header != null && header.startsWith("Bearer ")) {
            return header.substring(7).strip();
        }
        if (header != null && header.startsWith("Basic ")) {
            try {
                String pair = new String(
                        Base64.getDecoder().decode(header.substring(6).strip()), StandardCharsets.UTF_8);
                return pair.split(":", -1)[0];
            } catch (IllegalArgumentException e) {
                return "invalid";
            }
        }
        return Json.text(form, "key", "");
    }

    private static String mask(String key) {
        return key.length() <= 12 ? "****" : key.substring(0, 8) + "****" + key.substring(key.length() - 4);
    }

    /// A page of a list in Stripe's form: newest first, with cursors.
    static ObjectNode page(
            Request request, Iterable<ObjectNode> newestFirst, java.util.function.Predicate<ObjectNode> keep) {
        Params params = request.params();
        long limit = params.number("limit", 10);
        if (limit < 1 || limit > 100) {
            throw StripeError.invalid("parameter_invalid_integer", "Limit must be between 1 and 100.", "limit");
        }
        String after = params.string("starting_after");
        String before = params.string("ending_before");
        Params created = params.child("created");
        var matching = new java.util.ArrayList<ObjectNode>();
        for (ObjectNode object : newestFirst) {
            if (keep.test(object) && inRange(created, params, Json.number(object, "created"))) {
                matching.add(object);
            }
        }
        int from = after == null ? 0 : index(matching, after, "starting_after") + 1;
        int to = before == null ? matching.size() : index(matching, before, "ending_before");
        if (before != null) {
            from = Math.max(0, to - (int) limit);
        }
        int end = Math.min(to, from + (int) limit);
        ObjectNode list = World.list(request.call().path(), matching.subList(from, Math.max(from, end)));
        list.put("has_more", before != null ? from > 0 : end < to);
        return list;
    }

    private static boolean inRange(Params range, Params params, long created) {
        Long exact = params.raw().path("created").isValueNode() ? params.number("created") : null;
        return (exact == null || created == exact)
                && (!range.has("gte") || created >= range.number("gte", 0))
                && (!range.has("gt") || created > range.number("gt", 0))
                && (!range.has("lte") || created <= range.number("lte", 0))
                && (!range.has("lt") || created < range.number("lt", 0));
    }

    private static int index(java.util.List<ObjectNode> objects, String id, String param) {
        for (int i = 0; i < objects.size(); i++) {
            if (World.id(objects.get(i)).equals(id)) {
                return i;
            }
        }
        throw StripeError.notFound("object", id, param);
    }

    /// Whether the object matches every given filter among the plain fields named.
    static boolean matches(Params params, JsonNode object, String... fields) {
        for (String field : fields) {
            String wanted = params.string(field);
            if (wanted != null && !wanted.equals(Json.text(object, field))) {
                return false;
            }
        }
        return true;
    }
}
