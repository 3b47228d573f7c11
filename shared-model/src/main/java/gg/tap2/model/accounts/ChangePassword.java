package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// Sets a new password; the current one is needed when there is one.
public record ChangePassword(
        @Nullable String currentPassword,
        String newPassword,
        @Nullable String code,
        @Nullable String mailCode) implements Validated {
    public ChangePassword(@Nullable String currentPassword, String newPassword, @Nullable String code) {
        this(currentPassword, newPassword, code, null);
    }

    @Override
    public Violations validate() {
        return Violations.none()
                .text("currentPassword", currentPassword, 0, 1024)
                .text("newPassword", newPassword, RegisterRequest.PASSWORD_MIN, RegisterRequest.PASSWORD_MAX)
                .text("code", code, 0, SecondFactorCode.MOST)
                .text("mailCode", mailCode, 0, 40);
    }
}
