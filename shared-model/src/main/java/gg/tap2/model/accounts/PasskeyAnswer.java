package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// What a browser answered for a passkey, as the JSON of `PublicKeyCredential.toJSON()`.
public record PasskeyAnswer(String credential) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().text("credential", credential, 2, SecondFactorCode.MOST);
    }
}
