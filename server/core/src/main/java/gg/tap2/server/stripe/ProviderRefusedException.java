package gg.tap2.server.stripe;

/// A call that the provider refused for good because of the payer, of the destination, or of what the object has
/// become meanwhile; `code` is the provider's. What is our own fault is a [ProviderSetupException].
public final class ProviderRefusedException extends ProviderException {
    private static final long serialVersionUID = 1;
    private final String code;

    public ProviderRefusedException(String code, String message) {
        super(message);
        this.code = code;
    }

    public String code() {
        return code;
    }
}
