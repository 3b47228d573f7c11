package gg.tap2.server.notices;

/// This mail will never be taken, however often it is tried.
public final class UndeliverableException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final boolean deadAddress;

    /// @param deadAddress whether no other mail to the address will be either
    public UndeliverableException(String message, boolean deadAddress) {
        super(message);
        this.deadAddress = deadAddress;
    }

    public boolean deadAddress() {
        return deadAddress;
    }
}
