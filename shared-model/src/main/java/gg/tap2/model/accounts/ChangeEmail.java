package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// Asks to move the account to another address, which must confirm it.
public record ChangeEmail(
        String email,
        @Nullable String password,
        @Nullable String code,
        @Nullable String mailCode) implements Validated {
    public ChangeEmail(String email, @Nullable String password, @Nullable String code) {
        this(email, password, code, null);
    }

    @Override
    public Violations validate() {
        return Violations.none()
                .email("email", email)
                .text("password", password, 0, 1024)
                .text("code", code, 0, SecondFactorCode.MOST)
                .text("mailCode", mailCode, 0, 40);
    }
}
