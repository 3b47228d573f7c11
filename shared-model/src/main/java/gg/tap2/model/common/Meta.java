package gg.tap2.model.common;

import org.jspecify.annotations.Nullable;

/// Side information of an answer. `nextCursor` is set by lists that page by keyset.
public record Meta(
        @Nullable Pagination pagination, @Nullable String nextCursor) {}
