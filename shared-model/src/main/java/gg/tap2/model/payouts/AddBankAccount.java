package gg.tap2.model.payouts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/// Adds a bank account by hand: `iban` in countries that use it, otherwise `accountNumber` with `routingNumber`.
public record AddBankAccount(
        @Nullable UUID id,
        String countryCode,
        String currency,
        String accountHolderName,
        @Nullable String iban,
        @Nullable String accountNumber,
        @Nullable String routingNumber)
        implements Validated {
    private static final Pattern COUNTRY = Pattern.compile("[A-Z]{2}");

    @Override
    public Violations validate() {
        return Violations.none()
                .text("countryCode", countryCode, 2, 2)
                .matches("countryCode", countryCode, COUNTRY, "invalid")
                .text("accountHolderName", accountHolderName, 2, 255)
                .text("currency", currency, 3, 3)
                .check(iban != null || accountNumber != null, "accountNumber", "required");
    }
}
