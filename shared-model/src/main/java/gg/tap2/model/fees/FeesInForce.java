package gg.tap2.model.fees;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/// What a sale is charged now, and from `nextFrom` on when a change is announced.
public record FeesInForce(
        FeePolicy now, @Nullable FeePolicy next, @Nullable Instant nextFrom) {
    /// What a sale is charged at a time.
    public FeePolicy at(Instant time) {
        return next != null && nextFrom != null && !time.isBefore(nextFrom) ? next : now;
    }
}
