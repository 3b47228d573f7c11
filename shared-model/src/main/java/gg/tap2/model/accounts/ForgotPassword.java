package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// Asks for a mail with a link that sets a new password; also asks for another confirmation mail.
public record ForgotPassword(String email) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().email("email", email);
    }
}
