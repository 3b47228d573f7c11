package gg.tap2.server.platform.framing;

/// The bytes are no HTTP/1.1 message that everybody reads alike.
final class BadFrameException extends RuntimeException {
    private static final long serialVersionUID = 1;

    private final int status;

    BadFrameException(int status, String why) {
        super(why, null, false, false);
        this.status = status;
    }

    BadFrameException(String why) {
        this(400, why);
    }

    int status() {
        return status;
    }
}
