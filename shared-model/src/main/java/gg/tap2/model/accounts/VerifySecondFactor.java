package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// A [SecondFactorCode]. With a challenge it completes signing in; without one it confirms
/// the setup of the signed-in user.
public record VerifySecondFactor(@Nullable String challenge, String code) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().text("challenge", challenge, 0, 200).text("code", code, 1, SecondFactorCode.MOST);
    }
}
