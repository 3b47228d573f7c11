package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// Confirms an e-mail address with the token of a mailed link.
public record VerifyEmail(String token) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().text("token", token, 1, 200);
    }
}
