package gg.tap2.model.notices;

import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// One line of the feed, in the reader's language. `path` is where in the pages or the studio it leads, such as
/// `/sales/{id}`.
public record Notice(
        UUID id,
        String kind,
        String title,
        String text,
        @Nullable String path,
        Instant createdAt,
        @Nullable Instant readAt) {}
