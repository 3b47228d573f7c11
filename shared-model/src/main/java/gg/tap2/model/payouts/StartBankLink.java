package gg.tap2.model.payouts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Begins a visit to the creator's bank. `accountHolderName` is whose account it will be, `countryCode` where it is
/// (ISO 3166, needed where payouts go by Stripe); with `bankAccountId` a connected account is connected anew,
/// and its holder stays.
public record StartBankLink(
        @Nullable String accountHolderName,
        @Nullable String countryCode,
        @Nullable UUID bankAccountId) implements Validated {
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    @Override
    public Violations validate() {
        var v = Violations.none();
        if (countryCode != null) {
            v.matches("countryCode", countryCode, COUNTRY, "invalid");
        }
        return bankAccountId == null ? v.text("accountHolderName", accountHolderName, 2, 255) : v;
    }
}
