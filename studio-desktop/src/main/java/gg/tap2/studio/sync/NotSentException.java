package gg.tap2.studio.sync;

import org.jspecify.annotations.Nullable;

/// Something was to be done with a product of which the server has not the latest state.
public final class NotSentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String title;
    private final @Nullable String refusal;

    /// @param refusal what the server said; null while it was not asked yet
    NotSentException(String title, @Nullable String refusal) {
        super("not sent: " + title);
        this.title = title;
        this.refusal = refusal;
    }

    public String title() {
        return title;
    }

    public @Nullable String refusal() {
        return refusal;
    }
}
