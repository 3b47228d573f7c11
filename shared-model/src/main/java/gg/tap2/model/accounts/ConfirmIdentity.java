package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// Proof before a sensitive change: the password of accounts that have one, and a code where a second factor is on.
public record ConfirmIdentity(
        @Nullable String password, @Nullable String code) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().text("password", password, 0, 1024).text("code", code, 0, 40);
    }
}
