package gg.tap2.server.notices;

/// The relay itself, or our account there, takes nothing now: another relay may.
public final class RelayUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final boolean answered;

    public RelayUnavailableException(String message, @org.jspecify.annotations.Nullable Exception cause) {
        this(message, cause, false);
    }

    /// @param answered whether the relay let us in and refused the sender
    RelayUnavailableException(String message, @org.jspecify.annotations.Nullable Exception cause, boolean answered) {
        super(message, cause);
        this.answered = answered;
    }

    boolean answered() {
        return answered;
    }
}
