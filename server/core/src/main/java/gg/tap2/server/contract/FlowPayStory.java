package gg.tap2.server.contract;

import gg.tap2.model.common.Currency;
import gg.tap2.server.flowpay.FlowPayProvider;
import gg.tap2.server.flowpay.FlowPaySettings;
import gg.tap2.server.payouts.PayoutProvider.Destination;
import gg.tap2.server.payouts.PayoutProvider.Transfer;
import gg.tap2.server.payouts.PayoutProvider.TransferRequest;
import gg.tap2.server.platform.config.Secret;
import java.time.Instant;
import java.util.List;
import java.util.UUID;

/// A transfer to a test account, asked for in every way, and two refusals. Described in `docs/flowpay-openapi.yaml`.
final class FlowPayStory implements Story {
    @Override
    public String name() {
        return "flowpay";
    }

    @Override
    public List<String> keys() {
        return List.of("FLOWPAY_BASE", "FLOWPAY_KEY");
    }

    @Override
    public void play(Target t, Notes notes) {
        var provider = provider(t, notes, t.value("FLOWPAY_KEY"));
        notes.step("the account", "ok", () -> {
            provider.check();
            return provider.balances();
        });
        String reference = UUID.randomUUID().toString();
        Transfer sent = notes.step("a transfer", "ok", () -> provider.send(request(reference, "110000000")));
        Transfer again = notes.step("the same again", "ok", () -> provider.send(request(reference, "110000000")));
        notes.require(
                sent != null && again != null && sent.id().equals(again.id()), "the same reference made two transfers");
        var found = notes.step("by its reference", "ok", () -> provider.findByReference(reference, Instant.EPOCH));
        notes.require(found != null && found.isPresent(), "a transfer is not found by its reference");
        notes.step("by its id", "ok", () -> provider.find(sent == null ? "none" : sent.id()));
        notes.step("one that is not there", "ok", () -> provider.find("fpt_none"));
        notes.step(
                "a destination that is none",
                "Refused",
                () -> provider.send(request(UUID.randomUUID().toString(), "110000001")));
        notes.step("a key that is none", "OperatorFault", () -> {
            provider(t, notes, "none").check();
            return "let in";
        });
    }

    private static FlowPayProvider provider(Target t, Notes notes, String key) {
        return new FlowPayProvider(new FlowPaySettings(t.base(), new Secret(key), List.of()), List.of(notes.watcher()));
    }

    private static TransferRequest request(String reference, String routing) {
        return new TransferRequest(
                reference, 1_234, Currency.USD, new Destination("us_bank", "000123456789", routing, "Mara Test", "US"));
    }
}
