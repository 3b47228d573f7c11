package gg.tap2.server.notices;

/// Refused for what the operator has to mend: our name, signature or address at the relay. The recipient is
/// all right.
public final class RelayRefusesException extends RuntimeException {
    private static final long serialVersionUID = 1;

    public RelayRefusesException(String message) {
        super(message);
    }
}
