package gg.tap2.server.contract;

import com.fasterxml.jackson.databind.JsonNode;
import gg.tap2.server.payouts.BankLinkProvider.Item;
import gg.tap2.server.payouts.BankLinkProvider.Visit;
import gg.tap2.server.plaid.PlaidBankLinks;
import gg.tap2.server.plaid.PlaidSettings;
import gg.tap2.server.platform.config.Secret;
import java.net.URI;
import java.util.List;
import okhttp3.MediaType;
import okhttp3.Request;
import okhttp3.RequestBody;

/// A visit that begins, and one that Plaid's sandbox ends for us at its own test bank.
///
/// Source: https://plaid.com/docs/api/sandbox/ (`/sandbox/public_token/create`, `ins_109508`)
final class PlaidStory implements Story {
    @Override
    public String name() {
        return "plaid";
    }

    @Override
    public List<String> keys() {
        return List.of("PLAID_CLIENT_ID", "PLAID_SECRET");
    }

    @Override
    public String home() {
        return "https://sandbox.plaid.com";
    }

    @Override
    public void play(Target t, Notes notes) throws Exception {
        var links = links(t, notes, t.value("PLAID_SECRET"));
        Visit visit = notes.step("a visit begins", "ok", () -> links.start("contract", "en", "US", null));
        notes.step("it is open", "ok", () -> links.session(visit == null ? "none" : visit.token()));
        JsonNode made = notes.call(
                notes.client(),
                "a visit that ended",
                200,
                new Request.Builder()
                        .url(t.base() + "/sandbox/public_token/create")
                        .post(RequestBody.create(
                                "{\"client_id\":\"" + t.value("PLAID_CLIENT_ID") + "\",\"secret\":\""
                                        + t.value("PLAID_SECRET")
                                        + "\",\"institution_id\":\"ins_109508\",\"initial_products\":[\"auth\"]}",
                                MediaType.get("application/json")))
                        .build());
        Item item = notes.step(
                "its token",
                "ok",
                () -> links.exchange(made.path("public_token").asText()));
        if (item != null) {
            notes.step("the account", "ok", () -> links.account(item.accessToken()));
            notes.step("forgotten", "ok", () -> {
                links.remove(item.accessToken());
                return "gone";
            });
            notes.step("after that", "Refused", () -> links.account(item.accessToken()));
        }
        notes.step("a token that is none", "Refused", () -> links.exchange("public-sandbox-none"));
        notes.step(
                "a secret that is none",
                "OperatorFault",
                () -> links(t, notes, "none").start("contract", "en", "US", null));
    }

    private static PlaidBankLinks links(Target t, Notes notes, String secret) {
        return new PlaidBankLinks(
                new PlaidSettings(
                        t.base(),
                        t.value("PLAID_CLIENT_ID"),
                        new Secret(secret),
                        List.of("US"),
                        () -> URI.create("https://tap2-creators.org/api/v1/webhooks/plaid"),
                        () -> URI.create("https://tap2-creators.org/bank-connected")),
                List.of(notes.watcher()));
    }
}
