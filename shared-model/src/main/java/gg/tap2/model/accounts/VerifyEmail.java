package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// Confirms an e-mail address with the token of a mailed link. The link shows that the mailbox is the caller's; the
/// password of the account, or a call by its session, shows that the account is, too. Only both together bring what
/// was bought with the address earlier. Who finds an account that somebody else opened takes it with a new password,
/// which ends whatever that person set up.
public record VerifyEmail(
        String token, @Nullable String password, @Nullable String newPassword) implements Validated {
    @Override
    public Violations validate() {
        var v = Violations.none().text("token", token, 1, 200).text("password", password, 0, 1024);
        return newPassword == null
                ? v
                : v.text("newPassword", newPassword, RegisterRequest.PASSWORD_MIN, RegisterRequest.PASSWORD_MAX);
    }
}
