package gg.tap2.server.checks;

import gg.tap2.server.payouts.PayoutProvider;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/// Whether whoever pays creators lets us in, and whether there is something to pay with. Nothing is sent.
final class PayoutCheck implements LiveCheck {
    private final Function<ServerConfig, Optional<PayoutProvider>> provider;

    PayoutCheck(Function<ServerConfig, Optional<PayoutProvider>> provider) {
        this.provider = provider;
    }

    @Override
    public String area() {
        return "payouts";
    }

    @Override
    public List<Finding> look(ServerConfig c) {
        Optional<PayoutProvider> chosen = provider.apply(c);
        if (chosen.isEmpty()) {
            return List.of(Finding.skipped(
                    area(), c.text(Key.PAYOUT_PROVIDER) + " is not set up, or is looked at with Stripe"));
        }
        PayoutProvider p = chosen.get();
        String settings = "look at " + p.name() + ".api-base and the key or token beside it";
        List<Finding> out = new ArrayList<>();
        try {
            p.check();
            out.add(Finding.ok(area(), p.name() + ": the key is let in and payouts are enabled"));
            Map<String, Long> balances = p.balances();
            if (balances.values().stream().allMatch(b -> b <= 0)) {
                out.add(Finding.warning(
                        area(),
                        p.name() + ": the account is empty",
                        "fund it before the automatic payouts at 00:00 UTC, which wait otherwise"));
            } else {
                out.add(Finding.ok(
                        area(), p.name() + ": there is a balance in " + String.join(", ", filled(balances))));
            }
        } catch (PayoutProvider.OperatorFaultException e) {
            out.add(Finding.failed(
                    area(),
                    p.name() + ": " + Finding.word(e),
                    String.valueOf(e.getMessage()).startsWith("account_")
                            ? "ask " + p.name() + " why the account may not send"
                            : settings));
        } catch (PayoutProvider.OutcomeUnknownException | PayoutProvider.LaterException e) {
            out.add(Finding.failed(
                    area(), p.name() + ": " + Finding.word(e), settings + ", at the network, or try again later"));
        }
        return out;
    }

    private static List<String> filled(Map<String, Long> balances) {
        return balances.entrySet().stream()
                .filter(b -> b.getValue() > 0)
                .map(Map.Entry::getKey)
                .sorted()
                .toList();
    }
}
