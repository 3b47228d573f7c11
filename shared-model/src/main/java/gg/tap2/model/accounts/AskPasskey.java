package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// Asks what a browser must be given to use a passkey. With the challenge of a sign-in that waits for its second factor
/// it is for that person's passkeys, for a signed-in caller for theirs, and otherwise for anybody's.
public record AskPasskey(@Nullable String challenge) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().text("challenge", challenge, 0, 200);
    }
}
