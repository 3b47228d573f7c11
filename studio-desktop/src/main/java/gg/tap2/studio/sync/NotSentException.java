package gg.tap2.studio.sync;

import org.jspecify.annotations.Nullable;

/// Something was to be done with a product of which the server has not the latest state.
public final class NotSentException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final String title;
    private final @Nullable String refusal;
    private final boolean scheduled;

    /// @param refusal what the server said; null while it was not asked yet
    /// @param scheduled whether it is sent at a time to come
    NotSentException(String title, @Nullable String refusal, boolean scheduled) {
        super("not sent: " + title);
        this.title = title;
        this.refusal = refusal;
        this.scheduled = scheduled;
    }

    public boolean isScheduled() {
        return scheduled;
    }

    public String title() {
        return title;
    }

    public @Nullable String refusal() {
        return refusal;
    }
}
