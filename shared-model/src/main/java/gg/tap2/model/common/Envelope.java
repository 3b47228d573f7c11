package gg.tap2.model.common;

import org.jspecify.annotations.Nullable;

/// The success envelope of every API answer.
public record Envelope<T>(T data, @Nullable Meta meta) {
    public static <T> Envelope<T> of(T data) {
        return new Envelope<>(data, null);
    }

    public static <T> Envelope<T> of(T data, Pagination pagination) {
        return new Envelope<>(data, new Meta(pagination, null));
    }

    /// A page by keyset; `nextCursor` is null on the last one.
    public static <T> Envelope<T> ofCursor(T data, @Nullable String nextCursor) {
        return new Envelope<>(data, new Meta(null, nextCursor));
    }
}
