package gg.tap2.server.notices;

/// The relay asks us to be slower. Nothing was tried.
public final class ThrottledException extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final boolean daily;

    /// @param daily whether it is the day's amount rather than the second's
    public ThrottledException(String message, boolean daily) {
        super(message);
        this.daily = daily;
    }

    public boolean daily() {
        return daily;
    }
}
