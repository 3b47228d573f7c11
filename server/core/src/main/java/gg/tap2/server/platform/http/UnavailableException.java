package gg.tap2.server.platform.http;

/// Something that a feature leans on cannot be reached. Answered with 503 and `Retry-After`; nobody's fault, and the
/// same request may be sent again.
public abstract class UnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    /// @param what for the log, with what is known of the cause
    protected UnavailableException(String what, Throwable cause) {
        super(what, cause);
    }
}
