package gg.tap2.model.admin;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whether a creator's journals are whole; `broken` says where not.
public record ChainStatus(
        UUID creatorId, boolean whole, @Nullable String broken, long journals, String head) {}
