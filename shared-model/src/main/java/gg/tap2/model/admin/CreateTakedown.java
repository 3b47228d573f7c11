package gg.tap2.model.admin;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Takes a product or a creator's page down. Buyers keep what they paid for unless `closeAccess`.
public record CreateTakedown(
        @Nullable UUID id,
        @Nullable UUID productId,
        @Nullable UUID creatorId,
        @Nullable UUID reportId,
        boolean closeAccess,
        String reason)
        implements Validated {
    @Override
    public Violations validate() {
        return Violations.none()
                .text("reason", reason, 5, 500)
                .check((productId == null) != (creatorId == null), "productId", "invalid");
    }
}
