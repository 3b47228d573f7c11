package gg.tap2.server.platform.db;

/// The database cannot be reached or ended the connection. Answered with 503 and `Retry-After`.
public final class DatabaseUnavailableException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public DatabaseUnavailableException(Throwable cause) {
        super(cause);
    }
}
