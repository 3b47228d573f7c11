package gg.tap2.server.accounts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a user can sign in, whether an authenticator app is on, and when the account goes if that was asked for.
public record SignInWays(
        boolean password,
        boolean google,
        boolean totp,
        @Nullable Instant deleteAt) {}
