package gg.tap2.server.notices;

import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A line of somebody's feed that an event makes; once for each reader, kind and ref.
///
/// @param kind `notice.KIND.title` and `.text` are its texts
/// @param args what the texts are filled with, see [NoticeArgs]
/// @param path where it leads; null for nowhere
record FeedLine(
        UUID user,
        NoticeGroup group,
        String kind,
        String ref,
        List<?> args,
        @Nullable String path) {}
