package gg.tap2.server.accounts;

import gg.tap2.model.accounts.Tokens;
import java.util.UUID;

/// The answer to a refresh token.
public sealed interface RefreshOutcome {
    record Refreshed(UUID userId, UUID sessionId, Tokens tokens) implements RefreshOutcome {
        @Override
        public String toString() {
            return "Refreshed[" + userId + "]";
        }
    }

    /// Unknown, expired or revoked.
    record Invalid() implements RefreshOutcome {}

    /// An old token came back after its time: the whole family was revoked.
    record Reused() implements RefreshOutcome {}
}
