package gg.tap2.server.accounts;

import gg.tap2.model.accounts.Tokens;
import java.util.UUID;

/// The answer to an attempt to sign in.
public sealed interface LoginOutcome {
    /// `deviceToken` goes into the browser's device cookie. Until the address is `confirmed`, the session may do
    /// next to nothing.
    record SignedIn(UUID userId, UUID sessionId, Tokens tokens, String deviceToken, boolean confirmed)
            implements LoginOutcome {
        @Override
        public String toString() {
            return "SignedIn[" + userId + "]";
        }
    }

    record SecondFactorNeeded(String challenge) implements LoginOutcome {
        @Override
        public String toString() {
            return "SecondFactorNeeded";
        }
    }

    /// Wrong e-mail, password or code; which of them is not told.
    record Refused() implements LoginOutcome {}

    /// The challenge ran out, was used or had too many wrong codes: start over.
    record ChallengeOver() implements LoginOutcome {}

    record Suspended() implements LoginOutcome {}

    record TooMany(int retryAfterSeconds) implements LoginOutcome {}
}
