package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// Signs in a program on this computer whose owner has just proven themselves in the browser. `code` is what the
/// browser
/// brought to the program's loopback address, and `verifier` the secret behind the challenge with which the program
/// opened the page (RFC 7636, S256).
public record BrowserSignIn(
        String code, String verifier, @Nullable String deviceName) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none()
                .text("code", code, 1, 200)
                .text("verifier", verifier, 43, 128)
                .line("deviceName", deviceName, 0, 100);
    }
}
