package gg.tap2.server.checks;

import gg.tap2.server.flowpay.FlowPayProvider;
import gg.tap2.server.flowpay.FlowPaySettings;
import gg.tap2.server.payouts.PayoutProvider;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.Secret;
import gg.tap2.server.platform.config.ServerConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/// Whether the account may send, and whether there is anything to send.
final class FlowPayCheck implements LiveCheck {
    @Override
    public String area() {
        return "flowpay";
    }

    @Override
    public List<Finding> look(ServerConfig c) {
        if (!c.isSet(Key.FLOWPAY_API_BASE) || !c.text(Key.PAYOUT_PROVIDER).equals("flowpay")) {
            return List.of(Finding.skipped(area(), "flowpay is not who pays creators"));
        }
        var provider = new FlowPayProvider(new FlowPaySettings(
                URI.create(c.text(Key.FLOWPAY_API_BASE)),
                c.secret(Key.FLOWPAY_API_KEY),
                c.list(Key.FLOWPAY_WEBHOOK_SECRETS).stream().map(Secret::new).toList()));
        List<Finding> out = new ArrayList<>();
        try {
            provider.check();
            out.add(Finding.ok(area(), "the key is let in and payouts are enabled"));
            Map<String, Long> balances = provider.balances();
            if (balances.values().stream().allMatch(b -> b <= 0)) {
                out.add(Finding.warning(
                        area(),
                        "the account is empty",
                        "fund it before the automatic payouts at 00:00 UTC, which wait otherwise"));
            } else {
                out.add(Finding.ok(area(), "the account has a balance"));
            }
        } catch (PayoutProvider.OperatorFaultException e) {
            out.add(Finding.failed(
                    area(),
                    Finding.word(e),
                    String.valueOf(e.getMessage()).startsWith("account_")
                            ? "ask FlowPay why the account may not send"
                            : "look at flowpay.api-base and flowpay.api-key"));
        } catch (PayoutProvider.OutcomeUnknownException | PayoutProvider.LaterException e) {
            out.add(Finding.failed(
                    area(), Finding.word(e), "look at flowpay.api-base and the network, or try again later"));
        }
        return out;
    }
}
