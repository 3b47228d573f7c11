package gg.tap2.server.notices;

/// A relay will never take this mail, however often it is tried.
public final class UndeliverableException extends RuntimeException {
    public UndeliverableException(String message) {
        super(message);
    }
}
