package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// A new passkey: what the person calls it, and what the browser answered to the options, as JSON text.
public record SavePasskey(String name, String credential) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().line("name", name, 1, 60).text("credential", credential, 2, 20_000);
    }
}
