package gg.tap2.server.notices;

/// The relay itself, or our account there, takes nothing now: another relay may.
public final class RelayUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RelayUnavailableException(String message, @org.jspecify.annotations.Nullable Exception cause) {
        super(message, cause);
    }
}
