package gg.tap2.server.stripe;

/// A call that did not do what was asked, sorted by whose fault that is.
public abstract sealed class ProviderException extends RuntimeException
        permits ProviderRefusedException, ProviderSetupException, ProviderUnknownException {
    private static final long serialVersionUID = 1;

    ProviderException(String message) {
        super(message);
    }

    ProviderException(Throwable cause) {
        super(cause);
    }
}
