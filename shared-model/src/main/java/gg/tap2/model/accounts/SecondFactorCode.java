package gg.tap2.model.accounts;

/// What stands in a field for a code of the second factor: six digits of an authenticator app, a backup code, or what a
/// browser answers for a passkey, as the JSON of `PublicKeyCredential.toJSON()`.
public final class SecondFactorCode {
    /// The longest that is read, in characters. Answers of passkeys have about a thousand.
    public static final int MOST = 8_000;

    private SecondFactorCode() {}
}
