package gg.tap2.server.sandbox.stripe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.server.sandbox.Html;
import gg.tap2.server.sandbox.Ids;
import gg.tap2.server.sandbox.Json;
import gg.tap2.server.sandbox.Reply;
import gg.tap2.server.sandbox.Router;
import gg.tap2.server.sandbox.Texts;
import java.util.Set;

/// Stripe Connect: accounts, account links, transfers and their reversals, payouts; and test clocks.
final class Connect {
    static final String OWN = "acct_sandboxplatform";
    private final World world;
    private final Balance balance;
    private final BillingCycle cycle;

    Connect(World world, Balance balance, BillingCycle cycle) {
        this.world = world;
        this.balance = balance;
        this.cycle = cycle;
    }

    void register(Api api, Router router) {
        api.get("/v1/account", r -> own());
        api.post("/v1/accounts", r -> create(r.params()));
        api.get(
                "/v1/accounts",
                r -> Api.page(
                        r, world.store.newestFirst("account"), a -> !World.id(a).equals(OWN)));
        api.get("/v1/accounts/{id}", r -> r.var("id").equals(OWN) ? own() : connected(r.var("id")));
        api.post("/v1/accounts/{id}", r -> {
            ObjectNode account = world.get("account", r.var("id"));
            r.params().copyMetadata(account);
            r.params().copyStrings(account, "email");
            world.save(account);
            world.events().emit("account.updated", account);
            return account;
        });
        api.delete("/v1/accounts/{id}", r -> {
            world.get("account", r.var("id"));
            world.store.remove("account", r.var("id"));
            return Json.object().put("id", r.var("id")).put("object", "account").put("deleted", true);
        });
        api.post("/v1/account_links", r -> link(r.params()));
        api.post("/v1/transfers", r -> transfer(r.params()));
        api.get(
                "/v1/transfers",
                r -> Api.page(
                        r,
                        world.store.newestFirst("transfer"),
                        t -> Api.matches(r.params(), t, "destination", "transfer_group")));
        api.get("/v1/transfers/{id}", r -> world.get("transfer", r.var("id")));
        api.post("/v1/transfers/{id}/reversals", r -> reverse(world.get("transfer", r.var("id")), r.params()));
        api.get(
                "/v1/transfers/{id}/reversals",
                r -> Api.page(
                        r,
                        world.store.newestFirst("transfer_reversal"),
                        t -> r.var("id").equals(Json.text(t, "transfer"))));
        api.post("/v1/payouts", r -> payout(r.params()));
        api.get(
                "/v1/payouts",
                r -> Api.page(
                        r,
                        world.store.newestFirst("payout"),
                        p -> Api.matches(r.params(), p, "status", "destination")));
        api.get("/v1/payouts/{id}", r -> world.get("payout", r.var("id")));
        clocks(api);
        router.get(
                "/connect/{id}",
                call -> world.store.inTransaction(() -> {
                    Texts texts = Texts.of(call.locale());
                    ObjectNode form = world.get("_account_link", call.var("id"));
                    String action = "<form method=\"post\" action=\"/connect/" + call.var("id")
                            + "\"><button name=\"done\" value=\"";
                    return Reply.html(Html.page(
                            texts.locale(),
                            texts.get("connect.title"),
                            "connect",
                            "<main class=\"narrow\"><div class=\"card\"><h1>" + texts.html("connect.title") + "</h1><p>"
                                    + texts.html("connect.text") + "</p><p><code>"
                                    + Html.escape(Json.text(form, "account", ""))
                                    + "</code></p><div class=\"stack\">" + action + "yes\">"
                                    + texts.html("connect.finish")
                                    + "</button></form>" + action + "no\" class=\"plain\">"
                                    + texts.html("connect.later")
                                    + "</button></form></div></div></main>"));
                }));
        router.post(
                "/connect/{id}",
                call -> world.store.inTransaction(() -> {
                    ObjectNode link = world.get("_account_link", call.var("id"));
                    if ("yes".equals(Json.text(call.form(), "done"))) {
                        enable(world.get("account", Json.text(link, "account", "")));
                    }
                    return Reply.redirect(Json.text(link, "return_url", "/"));
                }));
    }

    /// Source: https://docs.stripe.com/error-codes#account-invalid.
    private ObjectNode connected(String id) {
        ObjectNode account = world.find("account", id);
        if (account == null) {
            throw StripeError.of(
                    403,
                    "invalid_request_error",
                    "account_invalid",
                    "The provided key does not have access to account '" + id
                            + "' (or that account does not exist). Application access may have been revoked.");
        }
        return account;
    }

    private ObjectNode own() {
        ObjectNode account = world.find("account", OWN);
        if (account == null) {
            account = world.create("account");
            account.put("id", OWN).put("type", "standard").put("email", "platform@tap2.sandbox");
            world.save(account);
            enable(account);
        }
        return account;
    }

    private ObjectNode create(Params params) {
        ObjectNode account = world.create("account");
        account.put("type", params.string("type", "express"));
        account.put("country", params.string("country", "US"));
        rules(params, Json.text(account, "country", "US"));
        params.copyStrings(account, "email", "business_type");
        params.copyMetadata(account);
        world.save(account);
        world.events().emit("account.updated", account);
        return account;
    }

    /// Source: https://docs.stripe.com/connect/account-capabilities,
    /// https://docs.stripe.com/connect/service-agreement-types
    private void rules(Params params, String country) {
        if (params.has("controller") && params.has("type")) {
            throw StripeError.invalid("You may only specify one of these parameters: controller, type.", "type");
        }
        Params capabilities = params.child("capabilities");
        boolean transfers = capabilities.child("transfers").flag("requested", false);
        boolean cards = capabilities.child("card_payments").flag("requested", false);
        boolean recipient = "recipient".equals(params.child("tos_acceptance").string("service_agreement"));
        boolean home = country.equals(Json.text(own(), "country", "US"));
        if (recipient && cards) {
            throw StripeError.invalid(
                    "The `card_payments` capability cannot be requested under the recipient service agreement.",
                    "capabilities[card_payments]");
        }
        if (recipient && home) {
            throw StripeError.invalid(
                    "The recipient ToS agreement is not supported for platforms in " + country
                            + " creating accounts in " + country + ".",
                    "tos_acceptance[service_agreement]");
        }
        if (transfers && !cards && !recipient) {
            throw StripeError.invalid(
                    "Your platform needs approval for accounts to have requested the `transfers` capability without"
                            + " the `card_payments` capability.",
                    "capabilities");
        }
    }

    private void enable(ObjectNode account) {
        ObjectNode before = account.deepCopy();
        account.put("details_submitted", true).put("charges_enabled", true).put("payouts_enabled", true);
        Json.child(account, "capabilities").put("card_payments", "active").put("transfers", "active");
        ObjectNode requirements = Json.child(account, "requirements");
        requirements.putArray("currently_due");
        requirements.putArray("eventually_due");
        requirements.putNull("disabled_reason");
        world.save(account);
        world.events().emit("account.updated", account, before);
    }

    private ObjectNode link(Params params) {
        String account = params.required("account");
        world.get("account", account, "account");
        String id = Ids.random("", 24);
        ObjectNode kept = Json.object().put("account", account).put("return_url", params.required("return_url"));
        world.store.put("_account_link", id, kept);
        ObjectNode link = World.template("account_link");
        link.put("created", world.now()).put("expires_at", world.now() + 300);
        return link.put("url", world.base() + "/connect/" + id);
    }

    private ObjectNode transfer(Params params) {
        long amount = params.requiredNumber("amount");
        ObjectNode account = world.get("account", params.required("destination"), "destination");
        if (amount < 1) {
            throw StripeError.invalid("parameter_invalid_integer", "Invalid positive integer", "amount");
        }
        if (!"active".equals(Json.text(account.path("capabilities"), "transfers"))) {
            throw StripeError.invalid(
                    "insufficient_capabilities_for_transfer",
                    "Your destination account needs to have at least one of the following capabilities enabled:"
                            + " transfers, crypto_transfers, legacy_payments",
                    "destination");
        }
        ObjectNode transfer = world.create("transfer");
        String id = World.id(transfer);
        transfer.put("amount", amount).put("currency", params.required("currency"));
        transfer.put("destination", World.id(account)).put("destination_payment", Ids.random("py_", 24));
        params.copyStrings(transfer, "description", "transfer_group", "source_transaction");
        params.copyMetadata(transfer);
        transfer.set("reversals", World.list("/v1/transfers/" + id + "/reversals", java.util.List.of()));
        ObjectNode booked = balance.record(
                "transfer",
                -amount,
                0,
                Json.text(transfer, "currency", "usd"),
                id,
                Json.text(transfer, "description"),
                true);
        transfer.put("balance_transaction", World.id(booked));
        world.save(transfer);
        world.events().emit("transfer.created", transfer);
        return transfer;
    }

    private ObjectNode reverse(ObjectNode transfer, Params params) {
        long left = Json.number(transfer, "amount") - Json.number(transfer, "amount_reversed");
        long amount = params.number("amount", left);
        if (amount < 1 || amount > left) {
            throw StripeError.invalid(
                    "transfer_reversal_amount_invalid",
                    "Invalid amount: at most " + left + " can be reversed.",
                    "amount");
        }
        ObjectNode reversal = world.create("transfer_reversal");
        reversal.put("amount", amount).put("transfer", World.id(transfer));
        reversal.set("currency", transfer.path("currency"));
        params.copyMetadata(reversal);
        ObjectNode booked = balance.record(
                "transfer_refund", amount, 0, Json.text(transfer, "currency", "usd"), World.id(reversal), null, true);
        reversal.put("balance_transaction", World.id(booked));
        world.save(reversal);
        transfer.put("amount_reversed", Json.number(transfer, "amount_reversed") + amount);
        transfer.put("reversed", amount == left);
        Json.child(transfer, "reversals").withArray("data").insert(0, World.view(reversal));
        world.save(transfer);
        world.events().emit("transfer.reversed", transfer);
        return reversal;
    }

    private ObjectNode payout(Params params) {
        ObjectNode payout = world.create("payout");
        long amount = params.requiredNumber("amount");
        payout.put("amount", amount)
                .put("currency", params.required("currency"))
                .put("automatic", false);
        payout.put("arrival_date", world.now() + 86_400).put("status", "paid");
        params.copyStrings(payout, "description", "statement_descriptor");
        params.copyMetadata(payout);
        ObjectNode booked = balance.record(
                "payout", -amount, 0, Json.text(payout, "currency", "usd"), World.id(payout), "STRIPE PAYOUT", true);
        payout.put("balance_transaction", World.id(booked));
        world.save(payout);
        world.events().emit("payout.created", payout);
        world.events().emit("payout.paid", payout);
        return payout;
    }

    private void clocks(Api api) {
        String type = "test_helpers.test_clock";
        api.post("/v1/test_helpers/test_clocks", r -> {
            Params params = r.params().only(Set.of("frozen_time", "name"));
            ObjectNode clock = world.create(type);
            clock.put("frozen_time", params.requiredNumber("frozen_time")).put("name", params.string("name"));
            clock.put("deletes_after", world.now() + 30 * 86_400L);
            world.save(clock);
            world.events().emit("test_helpers.test_clock.created", clock);
            return clock;
        });
        api.get("/v1/test_helpers/test_clocks", r -> Api.page(r, world.store.newestFirst(type), c -> true));
        api.get("/v1/test_helpers/test_clocks/{id}", r -> world.get(type, r.var("id")));
        api.post("/v1/test_helpers/test_clocks/{id}/advance", r -> {
            ObjectNode clock = world.get(type, r.var("id"));
            long to = r.params().requiredNumber("frozen_time");
            if (to <= Json.number(clock, "frozen_time")) {
                throw StripeError.invalid(
                        "test_clock_advance_invalid", "A test clock only moves forward.", "frozen_time");
            }
            clock.put("frozen_time", to);
            world.save(clock);
            cycle.tick();
            world.events().emit("test_helpers.test_clock.ready", clock);
            return clock;
        });
        api.delete("/v1/test_helpers/test_clocks/{id}", r -> {
            world.get(type, r.var("id"));
            world.store.remove(type, r.var("id"));
            return Json.object().put("id", r.var("id")).put("object", type).put("deleted", true);
        });
    }
}
