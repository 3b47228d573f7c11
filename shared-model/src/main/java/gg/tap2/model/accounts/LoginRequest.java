package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// First step of signing in. `deviceName` is shown in the list of sessions.
public record LoginRequest(
        String email, String password, @Nullable String deviceName) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().text("email", email, 1, 320).text("password", password, 1, 1024);
    }
}
