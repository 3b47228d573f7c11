package gg.tap2.model.billing;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A tip of [#MIN] to [#MAX] minor units of the creator's currency, which the server knows and checks. Guests give an
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
    public static final long MIN = 100;
    public static final long MAX = 1_000_000;

    @Override
    public Violations validate() {
        var v = Violations.none()
                .text("message", message, 0, 500)
                .line("guestName", guestName, 0, 100)
                .text("creatorSlug", creatorSlug, 1, 100);
        return guestEmail == null ? v : v.email("guestEmail", guestEmail);
    }
}
