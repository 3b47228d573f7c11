package gg.tap2.model.billing;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A tip in minor units of the creator's currency, whose limits the server checks
/// ([gg.tap2.model.common.AmountLimits]). Guests give an
/// e-mail.
public record CreateTip(
        @Nullable UUID id,
        long amount,
        @Nullable String currency,
        @Nullable String message,
        boolean anonymous,
        String creatorSlug,
        @Nullable String guestEmail,
        @Nullable String guestName)
        implements Validated {
    @Override
    public Violations validate() {
        var v = Violations.none()
                .text("message", message, 0, 500)
                .line("guestName", guestName, 0, 100)
                .text("creatorSlug", creatorSlug, 1, 100);
        return guestEmail == null ? v : v.email("guestEmail", guestEmail);
    }
}
