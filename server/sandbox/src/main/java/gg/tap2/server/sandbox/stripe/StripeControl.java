package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.ControlApi;
import gg.tap2.server.sandbox.ControlPage;
import gg.tap2.server.sandbox.ControlPage.Action;
import gg.tap2.server.sandbox.ControlPage.Tab;
import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.SandboxClock;
import java.math.BigDecimal;
import java.util.List;

/// Stripe's control page and API: disputes, fraud warnings, failing refunds, on top of what every stand-in has.
final class StripeControl {
    private static final List<Tab> TABS = List.of(
            new Tab("payment_intent", List.of("id", "amount", "currency", "status", "customer", "created")),
            new Tab("charge", List.of("id", "amount", "currency", "status", "amount_refunded", "disputed", "created")),
            new Tab("refund", List.of("id", "amount", "currency", "status", "charge", "created")),
            new Tab("dispute", List.of("id", "amount", "currency", "status", "reason", "charge", "created")),
            new Tab("customer", List.of("id", "email", "name", "created")),
            new Tab("subscription", List.of("id", "status", "customer", "cancel_at_period_end", "created")),
            new Tab(
                    "invoice",
                    List.of("id", "number", "amount_due", "currency", "status", "billing_reason", "created")),
            new Tab(
                    "checkout.session",
                    List.of("id", "mode", "amount_total", "currency", "status", "payment_status", "created")),
            new Tab("setup_intent", List.of("id", "status", "customer", "created")),
            new Tab("transfer", List.of("id", "amount", "currency", "destination", "reversed", "created")),
            new Tab(
                    "balance_transaction",
                    List.of("id", "type", "amount", "fee", "net", "currency", "status", "created")),
            new Tab("webhook_endpoint", List.of("id", "url", "enabled_events", "status")));
    private final World world;
    private final KeyRights rights;
    private final Balance balance;
    private final Disputes disputes;
    private final Refunds refunds;
    private final CheckoutSessions sessions;
    private final ControlApi api;
    private final ControlPage page;

    StripeControl(
            World world,
            KeyRights rights,
            Balance balance,
            Disputes disputes,
            Refunds refunds,
            CheckoutSessions sessions,
            Faults faults,
            SandboxClock clock) {
        this.world = world;
        this.rights = rights;
        this.balance = balance;
        this.disputes = disputes;
        this.refunds = refunds;
        this.sessions = sessions;
        var sender = world.events().sender();
        this.api = new ControlApi(world.store, faults, sender, clock, "event", world.events()::replay);
        this.page =
                new ControlPage("Stripe", world.store, faults, sender, clock, "event", TABS, StripeControl::actions);
    }

    void register(Router router) {
        api.register(router);
        page.register(router);
        router.get(
                "/sandbox/api/objects/{type}",
                call -> world.store.inTransaction(() -> {
                    ObjectNode list = Json.object();
                    var data = list.putArray("data");
                    world.store.newestFirst(call.var("type")).forEach(o -> data.add(World.view(o)));
                    return Reply.json(list);
                }));
        router.post("/sandbox/api/key", api.guarded(call -> {
            ObjectNode form = call.form();
            String given = Json.text(form, "rights");
            rights.restrict(given);
            return Json.object().put("rights", given);
        }));
        router.post("/sandbox/api/settlement", api.guarded(call -> {
            ObjectNode form = call.form();
            balance.settleIn(Json.text(form, "currency"), new BigDecimal(Json.text(form, "rate", "1")));
            return Json.object().put("currency", Json.text(form, "currency"));
        }));
        router.post("/sandbox/api/disputes/{id}/prevented", api.guarded(call -> {
            ObjectNode dispute = world.get("dispute", call.var("id"));
            return World.view(disputes.prevented(dispute));
        }));
        router.post("/sandbox/api/charges/{id}/dispute", api.guarded(call -> {
            ObjectNode form = call.form();
            return World.view(disputes.open(
                    world.get("charge", call.var("id")),
                    Json.text(form, "reason", "fraudulent"),
                    Json.text(form, "status", "needs_response")));
        }));
        router.post(
                "/sandbox/api/charges/{id}/inquiry",
                api.guarded(call -> World.view(
                        disputes.open(world.get("charge", call.var("id")), "fraudulent", "warning_needs_response"))));
        router.post(
                "/sandbox/api/charges/{id}/early_fraud_warning",
                api.guarded(call -> World.view(disputes.warn(
                        world.get("charge", call.var("id")),
                        Json.text(call.form(), "fraud_type", "made_with_stolen_card")))));
        router.post(
                "/sandbox/api/disputes/{id}/won",
                api.guarded(call -> World.view(disputes.close(world.get("dispute", call.var("id")), true))));
        router.post(
                "/sandbox/api/disputes/{id}/lost",
                api.guarded(call -> World.view(disputes.close(world.get("dispute", call.var("id")), false))));
        router.post(
                "/sandbox/api/refunds/{id}/fail",
                api.guarded(call -> World.view(refunds.fail(
                        world.get("refund", call.var("id")),
                        Json.text(call.form(), "reason", "expired_or_canceled_card")))));
        router.post("/sandbox/api/checkout/{id}/expire", api.guarded(call -> {
            ObjectNode session = world.get("checkout.session", call.var("id"));
            if (World.status(session).equals("open")) {
                sessions.expire(session);
            }
            return World.view(session);
        }));
    }

    private static List<Action> actions(String type, ObjectNode object) {
        String id = World.id(object);
        String status = World.status(object);
        return switch (type) {
            case "charge" ->
                status.equals("succeeded")
                        ? List.of(
                                new Action("control.dispute", "/sandbox/api/charges/" + id + "/dispute"),
                                new Action("control.inquiry", "/sandbox/api/charges/" + id + "/inquiry"),
                                new Action("control.warn", "/sandbox/api/charges/" + id + "/early_fraud_warning"))
                        : List.of();
            case "dispute" ->
                status.equals("won") || status.equals("lost")
                        ? List.of()
                        : List.of(
                                new Action("control.win", "/sandbox/api/disputes/" + id + "/won"),
                                new Action("control.lose", "/sandbox/api/disputes/" + id + "/lost"));
            case "refund" ->
                status.equals("failed")
                        ? List.of()
                        : List.of(new Action("control.fail_refund", "/sandbox/api/refunds/" + id + "/fail"));
            case "checkout.session" ->
                status.equals("open")
                        ? List.of(new Action("control.expire", "/sandbox/api/checkout/" + id + "/expire"))
                        : List.of();
            default -> List.of();
        };
    }
}
