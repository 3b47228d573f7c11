package gg.tap2.server.sandbox;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.Locale;
import java.util.function.ToIntFunction;

/// The part of `/sandbox/api/*` every stand-in shares: faults, webhook modes, deliveries, replay, clock.
public final class ControlApi {
    private final ObjectStore store;
    private final Faults faults;
    private final WebhookSender sender;
    private final SandboxClock clock;
    private final String eventType;
    private final ToIntFunction<String> replay;

    /// @param eventType the store's name for events
    /// @param replay sends an event again by its id and answers to how many receivers
    public ControlApi(
            ObjectStore store,
            Faults faults,
            WebhookSender sender,
            SandboxClock clock,
            String eventType,
            ToIntFunction<String> replay) {
        this.store = store;
        this.faults = faults;
        this.sender = sender;
        this.clock = clock;
        this.eventType = eventType;
        this.replay = replay;
    }

    public void register(Router router) {
        router.get("/sandbox/api/faults", call -> Reply.json(faults.list()));
        router.post("/sandbox/api/faults", guarded(this::addFault));
        router.delete("/sandbox/api/faults", guarded(call -> {
            faults.clear();
            return Json.object().put("cleared", true);
        }));
        router.post("/sandbox/api/faults/clear", guarded(call -> {
            faults.clear();
            sender.modes().clear();
            return Json.object().put("cleared", true);
        }));
        router.get(
                "/sandbox/api/webhooks/modes", call -> Reply.json(sender.modes().list()));
        router.post("/sandbox/api/webhooks/modes", guarded(this::addMode));
        router.post("/sandbox/api/webhooks/release", guarded(call -> {
            sender.release();
            return Json.object().put("released", true);
        }));
        router.get("/sandbox/api/deliveries", call -> store.inTransaction(() -> list(WebhookSender.TYPE, call)));
        router.get("/sandbox/api/events", call -> store.inTransaction(() -> list(eventType, call)));
        router.post(
                "/sandbox/api/events/{id}/replay",
                guarded(call -> Json.object().put("receivers", replay.applyAsInt(call.var("id")))));
        router.get("/sandbox/api/clock", call -> Reply.json(clockNode()));
        router.post("/sandbox/api/clock", guarded(call -> {
            ObjectNode form = call.form();
            clock.advance(
                    form.has("seconds")
                            ? Duration.ofSeconds(Json.number(form, "seconds"))
                            : Duration.parse(Json.text(form, "duration", "PT0S")));
            return clockNode();
        }));
    }

    private ObjectNode clockNode() {
        return Json.object()
                .put("now", clock.instant().toString())
                .put("offset", clock.offset().toString());
    }

    /// Runs a control action in a transaction. From the control page (a form) it goes back there afterwards.
    public Router.Handler guarded(java.util.function.Function<Call, ObjectNode> action) {
        return call -> {
            try {
                ObjectNode result = store.inTransaction(() -> action.apply(call));
                String back = Json.text(call.form(), "_back");
                return back != null && back.startsWith("/sandbox") ? Reply.redirect(back) : Reply.json(result);
            } catch (IllegalArgumentException | java.time.DateTimeException e) {
                return Reply.json(422, Json.object().put("error", String.valueOf(e.getMessage())));
            }
        };
    }

    private ObjectNode addFault(Call call) {
        ObjectNode form = call.form();
        var kind = Faults.Kind.valueOf(Json.text(form, "kind", "error").toUpperCase(Locale.ROOT));
        Faults.Fault fault = faults.add(
                kind,
                Json.text(form, "method", ""),
                Json.text(form, "path", ""),
                form.has("status") ? (int) Json.number(form, "status") : 500,
                Json.number(form, "delay_ms"),
                form.has("count") ? (int) Json.number(form, "count") : 1,
                Json.text(form, "code", ""));
        return Json.object().put("id", fault.id());
    }

    private ObjectNode addMode(Call call) {
        ObjectNode form = call.form();
        var kind = WebhookModes.Kind.valueOf(Json.text(form, "kind", "").toUpperCase(Locale.ROOT));
        sender.modes()
                .add(
                        kind,
                        Json.text(form, "type", ""),
                        form.has("amount") ? Json.number(form, "amount") : 1,
                        form.has("count") ? (int) Json.number(form, "count") : 1);
        return Json.object().put("modes", sender.modes().list().size());
    }

    private Reply list(String type, Call call) {
        long limit = call.query().has("limit") ? Json.number(call.query(), "limit") : 100;
        String of = Json.text(call.query(), "type");
        String event = Json.text(call.query(), "event");
        var data = Json.array();
        for (ObjectNode object : store.newestFirst(type)) {
            if (data.size() >= limit) {
                break;
            }
            if ((of == null || of.equals(Json.text(object, "type")))
                    && (event == null || event.equals(Json.text(object, "event")))) {
                data.add(object.deepCopy());
            }
        }
        ObjectNode page = Json.object();
        page.set("data", data);
        return Reply.json(page);
    }
}
