package gg.tap2.server.stripe;

/// A call whose outcome is not known: no answer, or a server error. It must be asked about or repeated with the same
/// idempotency key, never with a new one.
public final class ProviderUnknownException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public ProviderUnknownException(Throwable cause) {
        super(cause);
    }
}
