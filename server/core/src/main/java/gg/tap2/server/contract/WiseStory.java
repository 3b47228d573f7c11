package gg.tap2.server.contract;

import gg.tap2.model.common.Currency;
import gg.tap2.server.payouts.PayoutProvider.Destination;
import gg.tap2.server.payouts.PayoutProvider.Transfer;
import gg.tap2.server.payouts.PayoutProvider.TransferRequest;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.time.PlatformClock;
import gg.tap2.server.wise.WiseProvider;
import gg.tap2.server.wise.WiseSettings;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import okhttp3.Request;

/// A payout from quote to refund, with the sandbox's simulation of what banks do.
///
/// Source: https://docs.wise.com/api-reference/simulation
final class WiseStory implements Story {
    private static final List<String> STATES =
            List.of("processing", "funds_converted", "outgoing_payment_sent", "bounced_back", "funds_refunded");

    /// Wise asks for five seconds between two.
    private static final long REST = 7;

    @Override
    public String name() {
        return "wise";
    }

    @Override
    public List<String> keys() {
        return List.of("WISE_TOKEN", "WISE_PROFILE");
    }

    @Override
    public String home() {
        return "https://api.wise-sandbox.com";
    }

    @Override
    public void play(Target t, Notes notes) throws Exception {
        var provider = provider(t, notes, t.value("WISE_TOKEN"));
        notes.step("the balances", "ok", provider::balances);
        String reference = UUID.randomUUID().toString();
        Transfer sent = notes.step("a payout", "ok", () -> provider.send(request(reference, "DE89370400440532013000")));
        Transfer again =
                notes.step("the same again", "ok", () -> provider.send(request(reference, "DE89370400440532013000")));
        notes.require(
                sent != null && again != null && sent.id().equals(again.id()), "the same reference made two transfers");
        var found = notes.step(
                "by its reference",
                "ok",
                () -> provider.findByReference(reference, new PlatformClock(Duration.ZERO).instant()));
        notes.require(found != null && found.isPresent(), "a payout is not found by its reference");
        notes.step(
                "a recipient that is none",
                "Refused",
                () -> provider.send(request(UUID.randomUUID().toString(), "DE89370400440532013001")));
        notes.step("one that is not there", "ok", () -> provider.find("1"));
        notes.step(
                "a token that is none",
                "OperatorFault",
                () -> provider(t, notes, "none").balances());
        if (sent == null) {
            return;
        }
        var client = notes.client();
        for (String state : STATES) {
            t.rest(REST);
            var node = notes.call(
                    client,
                    "simulated " + state,
                    200,
                    new Request.Builder()
                            .url(t.base() + "/v1/simulation/transfers/" + sent.id() + "/" + state)
                            .header("Authorization", "Bearer " + t.value("WISE_TOKEN"))
                            .build());
            notes.require(t.real() || node.path("status").asText().equals(state), "no " + state);
            t.rest(REST);
            notes.step("asked for after it", "ok", () -> provider.find(sent.id()));
        }
    }

    private static WiseProvider provider(Target t, Notes notes, String token) {
        return new WiseProvider(
                new WiseSettings(
                        t.base(), new Secret(token), Long.parseLong(t.value("WISE_PROFILE")), List.of("sandbox")),
                List.of(notes.watcher()));
    }

    private static TransferRequest request(String reference, String iban) {
        return new TransferRequest(
                reference, 1_234, Currency.EUR, new Destination("iban", iban, "", "Mara Test", "DE"));
    }
}
