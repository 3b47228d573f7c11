package gg.tap2.server.sandbox.flowpay;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.ControlApi;
import gg.tap2.server.sandbox.ControlPage;
import gg.tap2.server.sandbox.Faults;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.ObjectStore;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.SandboxClock;
import gg.tap2.server.sandbox.WebhookSender;
import java.util.List;
import java.util.Locale;

/// FlowPay's control page and API.
final class FlowPayControl {
    private final ObjectStore store;
    private final Transfers transfers;
    private final FlowPayAccount account;
    private final MagicRules magic;
    private final ControlApi api;
    private final ControlPage page;

    FlowPayControl(
            ObjectStore store,
            Transfers transfers,
            FlowPayAccount account,
            MagicRules magic,
            Faults faults,
            WebhookSender sender,
            SandboxClock clock) {
        this.store = store;
        this.transfers = transfers;
        this.account = account;
        this.magic = magic;
        this.api = new ControlApi(store, faults, sender, clock, Transfers.EVENT, this::replay);
        this.page = new ControlPage(
                "FlowPay",
                store,
                faults,
                sender,
                clock,
                Transfers.EVENT,
                List.of(
                        new ControlPage.Tab(
                                "transfer",
                                List.of("id", "reference", "amount_minor", "currency", "status", "created_at")),
                        new ControlPage.Tab(
                                "micro_deposit", List.of("id", "account_last4", "_amounts", "currency", "created_at"))),
                (type, object) -> actions(type, object));
    }

    void register(Router router) {
        api.register(router);
        page.register(router);
        router.get(
                "/sandbox/api/transfers",
                call -> store.inTransaction(() -> {
                    ObjectNode list = Json.object();
                    var data = list.putArray("data");
                    store.newestFirst(Transfers.TYPE).forEach(t -> data.add(t.deepCopy()));
                    return Reply.json(list);
                }));
        router.get(
                "/sandbox/api/micro_deposits",
                call -> store.inTransaction(() -> {
                    ObjectNode list = Json.object();
                    var data = list.putArray("data");
                    store.newestFirst("micro_deposit").forEach(t -> data.add(t.deepCopy()));
                    return Reply.json(list);
                }));
        router.post("/sandbox/api/transfers/{id}/{action}", api.guarded(call -> {
            transfers.act(call.var("id"), call.var("action"), Json.text(call.form(), "reason", "account_closed"));
            return Transfers.view(transfers.get(call.var("id")));
        }));
        router.post("/sandbox/api/outcomes", api.guarded(call -> {
            magic.next(
                    MagicRules.Outcome.valueOf(
                            Json.text(call.form(), "outcome", "").toUpperCase(Locale.ROOT)),
                    (int) Json.number(call.form(), "count"));
            return Json.object().put("ok", true);
        }));
        router.post("/sandbox/api/webhook_first", api.guarded(call -> {
            magic.webhookFirst(Math.max(1, (int) Json.number(call.form(), "count")));
            return Json.object().put("ok", true);
        }));
        router.post("/sandbox/api/account", api.guarded(call -> account.change(call.form())));
        router.post("/sandbox/api/refusals", api.guarded(call -> {
            account.refuseNext(
                    (int) Json.number(call.form(), "status"), Json.text(call.form(), "code", "refused"), (int)
                            Json.number(call.form(), "count"));
            return Json.object().put("ok", true);
        }));
        router.post("/sandbox/api/outcomes/clear", api.guarded(call -> {
            magic.clear();
            account.clear();
            return Json.object().put("ok", true);
        }));
    }

    private int replay(String id) {
        ObjectNode event = store.find(Transfers.EVENT, id);
        if (event == null) {
            throw new FlowPayError(404, "not_found", "no such event");
        }
        return transfers.enqueue(event);
    }

    private static List<ControlPage.Action> actions(String type, ObjectNode object) {
        if (!type.equals("transfer")) {
            return List.of();
        }
        String path = "/sandbox/api/transfers/" + Json.text(object, "id", "");
        return switch (Json.text(object, "status", "")) {
            case "processing" ->
                List.of(
                        new ControlPage.Action("control.complete", path + "/complete"),
                        new ControlPage.Action("control.fail", path + "/fail"));
            case "in_review" -> List.of(new ControlPage.Action("control.complete", path + "/complete"));
            case "completed" -> List.of(new ControlPage.Action("control.return", path + "/return"));
            default -> List.of();
        };
    }
}
