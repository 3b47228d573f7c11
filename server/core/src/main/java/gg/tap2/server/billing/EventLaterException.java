package gg.tap2.server.billing;

/// A stored event cannot be handled now, and nothing is wrong with it: the provider whom it has to be asked about is
/// away, or refuses the platform. It waits for as long as that takes, and uses up no try.
public final class EventLaterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public EventLaterException(RuntimeException cause) {
        super(cause.getMessage(), cause);
    }
}
