package gg.tap2.model.accounts;

import org.jspecify.annotations.Nullable;

/// Either `tokens`, or a `challenge` to be answered at `verify-2fa` within five minutes.
public record LoginResult(@Nullable Tokens tokens, @Nullable String challenge) {}
