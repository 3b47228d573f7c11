package gg.tap2.model.accounts;

/// What stands in a field for a code of the second factor: six digits of an authenticator app, a backup code, what a
/// browser answers for a passkey, as the JSON of `PublicKeyCredential.toJSON()`, or what a browser brought to a program
/// on the same computer ([#ofBrowser]).
public final class SecondFactorCode {
    /// The longest that is read, in characters. Answers of passkeys have about a thousand.
    public static final int MOST = 8_000;

    /// How codes of a browser begin.
    public static final String BROWSER = "browser:";

    private SecondFactorCode() {}

    /// The code that a browser brought, with the secret of the program that asked for it.
    public static String ofBrowser(String code, String verifier) {
        return BROWSER + code + ":" + verifier;
    }
}
