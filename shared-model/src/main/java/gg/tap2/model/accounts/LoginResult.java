package gg.tap2.model.accounts;

import org.jspecify.annotations.Nullable;

/// What came of a right password: `tokens`; or a `challenge` to be answered at `verify-2fa` within five minutes; or
/// `unconfirmed`, tokens of an account whose address is not confirmed yet. With those it can only confirm or correct
/// its address, delete itself and sign out; everything else answers `email_unconfirmed`.
public record LoginResult(
        @Nullable Tokens tokens,
        @Nullable String challenge,
        @Nullable Tokens unconfirmed) {
    public LoginResult(@Nullable Tokens tokens, @Nullable String challenge) {
        this(tokens, challenge, null);
    }
}
