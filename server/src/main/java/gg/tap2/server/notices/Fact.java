package gg.tap2.server.notices;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Something that happened and that people are told of; a row of the outbox.
record Fact(
        UUID id,
        String kind,
        String ref,
        @Nullable UUID creatorId,
        @Nullable UUID fanId,
        String payload,
        @Nullable String trace) {}
