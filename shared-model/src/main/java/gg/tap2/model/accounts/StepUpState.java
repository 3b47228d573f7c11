package gg.tap2.model.accounts;

import java.time.Instant;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/// How this session proves again who is there before something sensitive, and until when its last proof counts.
///
/// @param until null when a proof is needed now
public record StepUpState(Way way, @Nullable Instant until) {
    public enum Way {
        /// The code of the second factor, or a backup code.
        CODE,
        PASSWORD,
        /// The account has neither: signing in again by its provider is the proof.
        SIGN_IN;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }
}
