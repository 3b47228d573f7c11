package gg.tap2.model.admin;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// New platform fees in basis points, for sales that are paid from `validFrom` on; absent means in a minute, when
/// every server knows of it.
public record ChangeFees(@Nullable Instant validFrom, int tipBps, int productBps, int subscriptionBps, String reason)
        implements Validated {
    private static final int ALL = 10_000;

    @Override
    public Violations validate() {
        return Violations.none()
                .text("reason", reason, 5, 500)
                .range("tipBps", (long) tipBps, 0, ALL)
                .range("productBps", (long) productBps, 0, ALL)
                .range("subscriptionBps", (long) subscriptionBps, 0, ALL);
    }
}
