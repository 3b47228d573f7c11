package gg.tap2.server.accounts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// How a user can sign in, and when the account goes if that was asked for.
public record SignInWays(
        boolean password, boolean google, @Nullable Instant deleteAt) {}
