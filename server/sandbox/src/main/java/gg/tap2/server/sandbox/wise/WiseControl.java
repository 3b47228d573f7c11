package gg.tap2.server.sandbox.wise;

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

/// Wise's control page and API.
final class WiseControl {
    private final ObjectStore store;
    private final WiseTransfers transfers;
    private final WiseAccount account;
    private final WiseOutcomes outcomes;
    private final ControlApi api;
    private final ControlPage page;

    WiseControl(
            ObjectStore store,
            WiseTransfers transfers,
            WiseAccount account,
            WiseOutcomes outcomes,
            WiseEvents events,
            Faults faults,
            WebhookSender sender,
            SandboxClock clock) {
        this.store = store;
        this.transfers = transfers;
        this.account = account;
        this.outcomes = outcomes;
        this.api = new ControlApi(store, faults, sender, clock, WiseEvents.TYPE, events::enqueue);
        this.page = new ControlPage(
                "Wise",
                store,
                faults,
                sender,
                clock,
                WiseEvents.TYPE,
                List.of(
                        new ControlPage.Tab(
                                WiseTransfers.TYPE,
                                List.of(
                                        "id",
                                        "customerTransactionId",
                                        "targetValue",
                                        "targetCurrency",
                                        "status",
                                        "created")),
                        new ControlPage.Tab(
                                WiseRecipientBook.TYPE, List.of("id", "accountHolderName", "currency", "type")),
                        new ControlPage.Tab(
                                WiseQuotes.TYPE, List.of("id", "targetAmount", "targetCurrency", "status"))),
                WiseControl::actions);
    }

    void register(Router router) {
        api.register(router);
        page.register(router);
        router.get(
                "/sandbox/api/transfers",
                call -> store.inTransaction(() -> {
                    ObjectNode list = Json.object();
                    var data = list.putArray("data");
                    store.newestFirst(WiseTransfers.TYPE).forEach(t -> data.add(t.deepCopy()));
                    return Reply.json(list);
                }));
        router.post("/sandbox/api/transfers/{id}/{state}", api.guarded(call -> {
            transfers.force(call.var("id"), call.var("state"));
            return WiseTransfers.view(transfers.get(call.var("id")));
        }));
        router.post("/sandbox/api/outcomes", api.guarded(call -> {
            outcomes.next(
                    WiseOutcomes.Outcome.valueOf(
                            Json.text(call.form(), "outcome", "").toUpperCase(Locale.ROOT)),
                    (int) Json.number(call.form(), "count"));
            return Json.object().put("ok", true);
        }));
        router.post("/sandbox/api/outcomes/clear", api.guarded(call -> {
            outcomes.clear();
            account.clear();
            return Json.object().put("ok", true);
        }));
        router.post("/sandbox/api/account", api.guarded(call -> account.change(call.form())));
    }

    private static List<ControlPage.Action> actions(String type, ObjectNode object) {
        if (!type.equals(WiseTransfers.TYPE)) {
            return List.of();
        }
        String path = "/sandbox/api/transfers/" + Json.text(object, "id", "");
        return switch (Json.text(object, "status", "")) {
            case "processing", "funds_converted", "unknown" ->
                List.of(
                        new ControlPage.Action("control.complete", path + "/outgoing_payment_sent"),
                        new ControlPage.Action("control.fail", path + "/funds_refunded"));
            case "outgoing_payment_sent" -> List.of(new ControlPage.Action("control.return", path + "/funds_refunded"));
            default -> List.of();
        };
    }
}
