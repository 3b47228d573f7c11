package gg.tap2.server.stripe;

/// A call that the provider did not carry out by a fault of ours: a key that is not accepted, a right that it lacks, a
/// setting of the account, an id that the account does not know, or a request that makes no sense to it. Nothing has
/// happened there. Nobody's card or bank is to blame: the work stays open until an operator has put it right.
public final class ProviderSetupException extends ProviderException {
    private static final long serialVersionUID = 1;
    static final String MISSING = "resource_missing";

    private final String code;
    private final String operation;
    private final boolean ofKey;
    private final String param;

    /// @param operation what was asked, such as `POST /v1/refunds`
    public ProviderSetupException(String operation, String code, String message, boolean ofKey, String param) {
        super(message);
        this.operation = operation;
        this.code = code;
        this.ofKey = ofKey;
        this.param = param;
    }

    /// The parameter that was named as at fault; empty for none.
    public String param() {
        return param;
    }

    public String operation() {
        return operation;
    }

    public String code() {
        return code;
    }

    /// Whether the key or its rights are at fault, so that nothing of the kind works until they are changed.
    public boolean isOfKey() {
        return ofKey;
    }

    /// Whether an id that we keep is not known there.
    public boolean isMissing() {
        return code.equals(MISSING);
    }
}
