package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// Exchanges a refresh token for its successor.
public record RefreshRequest(String refreshToken) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().text("refreshToken", refreshToken, 1, 200);
    }
}
