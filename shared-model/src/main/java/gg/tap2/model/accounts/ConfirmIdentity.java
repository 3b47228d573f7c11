package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// Proof before a sensitive change: the password, or a code by mail for accounts that have none, and a code where a
/// second factor is on.
public record ConfirmIdentity(
        @Nullable String password,
        @Nullable String code,
        @Nullable String mailCode) implements Validated {
    public ConfirmIdentity(@Nullable String password, @Nullable String code) {
        this(password, code, null);
    }

    @Override
    public Violations validate() {
        return Violations.none()
                .text("password", password, 0, 1024)
                .text("code", code, 0, SecondFactorCode.MOST)
                .text("mailCode", mailCode, 0, 40);
    }
}
