package gg.tap2.server.stripe;

/// A call whose outcome is not known: no answer, or a server error. It must be asked about or repeated with the same
/// idempotency key, never with a new one.
public final class ProviderUnknownException extends ProviderException {
    private static final long serialVersionUID = 1;

    private final boolean kept;

    public ProviderUnknownException(Throwable cause) {
        this(cause, false);
    }

    ProviderUnknownException(Throwable cause, boolean kept) {
        super(cause);
        this.kept = kept;
    }

    /// Whether this was an earlier answer again: the provider keeps an error by its idempotency key for a day, so the
    /// same key can only be answered the same. The object has to be looked for, and another key used where there is
    /// none.
    public boolean isKept() {
        return kept;
    }
}
