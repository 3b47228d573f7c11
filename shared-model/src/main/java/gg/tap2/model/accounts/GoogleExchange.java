package gg.tap2.model.accounts;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// Completes Google sign-in from the studio with what the loopback redirect brought and the PKCE verifier. `currency`
/// is what a creator sells in whose account is opened by it; US dollars without one.
public record GoogleExchange(
        String code,
        String state,
        String codeVerifier,
        @Nullable Role role,
        @Nullable String deviceName,
        @Nullable Currency currency)
        implements Validated {
    /// A client that says nothing of the currency.
    public GoogleExchange(
            String code, String state, String codeVerifier, @Nullable Role role, @Nullable String deviceName) {
        this(code, state, codeVerifier, role, deviceName, null);
    }

    @Override
    public Violations validate() {
        return Violations.none()
                .text("code", code, 1, 2_000)
                .text("state", state, 1, 200)
                .text("deviceName", deviceName, 0, 200)
                .check(role != Role.ADMIN, "role", "invalid")
                .check(
                        codeVerifier != null && codeVerifier.matches("[A-Za-z0-9._~-]{43,128}"),
                        "codeVerifier",
                        "invalid");
    }
}
