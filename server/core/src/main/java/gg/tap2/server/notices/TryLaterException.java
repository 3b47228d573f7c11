package gg.tap2.server.notices;

/// Not now, for this recipient: the same relay takes it later. Asking another one starts the wait anew.
public final class TryLaterException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public TryLaterException(String message) {
        super(message);
    }
}
