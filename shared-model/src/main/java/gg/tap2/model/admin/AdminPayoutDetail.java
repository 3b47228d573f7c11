package gg.tap2.model.admin;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// A payout and what else an admin looks at before deciding. `differences` are those between our sums and the
/// provider's on the UTC days on which something was sent for this payout; `run` is the night that made it, when no
/// creator asked for it.
public record AdminPayoutDetail(
        AdminPayout payout,
        List<ReconciliationDifference> differences,
        @Nullable AutoPayoutRun run) {}
