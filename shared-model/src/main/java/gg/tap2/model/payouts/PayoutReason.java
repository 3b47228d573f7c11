package gg.tap2.model.payouts;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// Why money cannot leave, or not yet. `actor` is who must act (`creator`, `platform`, `nobody`); `recheckAt` is
/// when it is looked at again. `amount` is a limit or a shortfall in minor units where the code has one.
public record PayoutReason(
        Code code,
        Actor actor,
        @Nullable Instant recheckAt,
        @Nullable Long amount) {
    public enum Code {
        BELOW_MINIMUM,
        NEGATIVE_BALANCE,
        INSUFFICIENT_AVAILABLE,
        NO_BANK_ACCOUNT,
        BANK_ACCOUNT_UNVERIFIED,
        BANK_ACCOUNT_COOLING,
        CURRENCY_MISMATCH,
        PAYOUT_IN_PROGRESS,
        ACCOUNT_SUSPENDED,
        EMAIL_UNVERIFIED,
        PAYOUTS_PAUSED,
        /// The platform pays nobody out who has neither an authenticator app nor a passkey.
        SECOND_FACTOR_MISSING,
        /// The owner froze payouts, or a sign-in or change was denied.
        PAYOUTS_FROZEN,
        /// What the platform keeps of a withdrawal; no obstacle.
        PAYOUT_FEE,
        UNDER_REVIEW,
        AUTO_PAYOUT_OFF,
        NOT_SCHEDULED_TODAY,
        BELOW_THRESHOLD
    }

    public enum Actor {
        CREATOR,
        PLATFORM,
        NOBODY;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }
}
