package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// Starts Google sign-in from the studio (RFC 8252): a loopback address to return to and an S256 challenge (RFC
/// 7636).
public record GoogleStart(String redirectUri, String codeChallenge) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none()
                .text("redirectUri", redirectUri, 1, 200)
                .check(
                        redirectUri == null
                                || redirectUri.matches("http://(127\\.0\\.0\\.1|\\[::1]):[0-9]{1,5}/[a-z/]*"),
                        "redirectUri",
                        "invalid")
                .check(codeChallenge != null && codeChallenge.matches("[A-Za-z0-9_-]{43}"), "codeChallenge", "invalid");
    }
}
