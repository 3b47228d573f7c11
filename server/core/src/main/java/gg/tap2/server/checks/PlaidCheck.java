package gg.tap2.server.checks;

import gg.tap2.server.payouts.BankLinkProvider;
import gg.tap2.server.plaid.PlaidBankLinks;
import gg.tap2.server.plaid.PlaidSettings;
import gg.tap2.server.platform.config.Key;
import gg.tap2.server.platform.config.ServerConfig;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;

/// One link token for each country. It ends by itself, unused.
final class PlaidCheck implements LiveCheck {
    @Override
    public String area() {
        return "plaid";
    }

    @Override
    public List<Finding> look(ServerConfig c) {
        if (!c.isSet(Key.PLAID_BASE) || !c.isSet(Key.PLAID_CLIENT_ID)) {
            return List.of(Finding.skipped(area(), "plaid is not set: accounts are added by their numbers"));
        }
        String base = c.isSet(Key.PUBLIC_URL) ? c.text(Key.PUBLIC_URL).replaceAll("/+$", "") : "https://localhost";
        var links = new PlaidBankLinks(new PlaidSettings(
                URI.create(c.text(Key.PLAID_BASE)),
                c.text(Key.PLAID_CLIENT_ID),
                c.secret(Key.PLAID_SECRET),
                c.list(Key.PLAID_COUNTRIES),
                () -> URI.create(base + "/api/v1/webhooks/plaid"),
                () -> URI.create(base + "/bank-connected")));
        List<Finding> out = new ArrayList<>();
        for (String country : c.list(Key.PLAID_COUNTRIES)) {
            try {
                links.start("config-check", "en", country, null);
                out.add(Finding.ok(area(), "a visit for " + country + " can begin"));
            } catch (BankLinkProvider.OperatorFaultException e) {
                String word = Finding.word(e);
                out.add(Finding.failed(area(), country + ": " + word, remedy(word, country)));
            } catch (BankLinkProvider.UnavailableException e) {
                out.add(Finding.failed(
                        area(), Finding.word(e), "look at plaid.base-url and the network, or try again later"));
                break;
            }
        }
        return out;
    }

    private static String remedy(String word, String country) {
        if (word.startsWith("HOSTED_LINK")) {
            return "ask Plaid to switch Hosted Link on for the account";
        }
        if (word.startsWith("INVALID_API_KEYS")) {
            return "look at plaid.client-id and plaid.secret; each environment has its own secret";
        }
        return "take " + country + " out of plaid.countries, or ask Plaid for it and for Auth";
    }
}
