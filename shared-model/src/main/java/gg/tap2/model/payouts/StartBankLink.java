package gg.tap2.model.payouts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Begins a visit to the creator's bank. `accountHolderName` is whose account it will be; with `bankAccountId` a
/// connected account is connected anew, and its holder stays.
public record StartBankLink(
        @Nullable String accountHolderName, @Nullable UUID bankAccountId) implements Validated {
    @Override
    public Violations validate() {
        var v = Violations.none();
        return bankAccountId == null ? v.text("accountHolderName", accountHolderName, 2, 255) : v;
    }
}
