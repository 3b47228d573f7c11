package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// Sets a new password with the token of a mailed link.
public record ResetPassword(String token, String password) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none()
                .text("token", token, 1, 200)
                .text("password", password, RegisterRequest.PASSWORD_MIN, RegisterRequest.PASSWORD_MAX);
    }
}
