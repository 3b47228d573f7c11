package gg.tap2.server.stripe;

/// A call that the provider refused for good; `code` is the provider's.
public final class ProviderRefusedException extends RuntimeException {
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
