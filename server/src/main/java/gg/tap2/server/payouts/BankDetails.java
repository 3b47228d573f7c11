package gg.tap2.server.payouts;

import gg.tap2.model.common.Violations;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.server.platform.http.ApiException;
import java.util.Locale;
import org.iban4j.Iban4jException;
import org.iban4j.IbanUtil;

/// What countries demand of account numbers: IBANs with their checksum, ABA routing numbers with theirs.
final class BankDetails {
    private BankDetails() {}

    /// @throws ApiException 422 for details that break the country's rules
    static PayoutProvider.Destination of(AddBankAccount r) {
        var v = Violations.none();
        String country = r.countryCode();
        String iban = r.iban();
        if (iban != null && !iban.isBlank()) {
            String clean = iban.replaceAll("\\s", "").toUpperCase(Locale.ROOT);
            v.check(isIban(clean) && clean.startsWith(country), "iban", "invalid");
            fail(v);
            return new PayoutProvider.Destination(
                    "iban", clean, "", r.accountHolderName().strip(), country);
        }
        String account = r.accountNumber() == null ? "" : r.accountNumber().replaceAll("[\\s-]", "");
        String routing = r.routingNumber() == null ? "" : r.routingNumber().replaceAll("[\\s-]", "");
        if (country.equals("US")) {
            v.check(isAba(routing), "routingNumber", "invalid")
                    .check(account.matches("\\d{4,17}"), "accountNumber", "invalid");
        } else {
            v.check(account.matches("[A-Za-z0-9]{4,34}"), "accountNumber", "invalid")
                    .check(routing.matches("[A-Za-z0-9]{0,12}"), "routingNumber", "invalid");
        }
        fail(v);
        return new PayoutProvider.Destination(
                country.equals("US") ? "us_bank" : "other",
                account,
                routing,
                r.accountHolderName().strip(),
                country);
    }

    private static void fail(Violations v) {
        if (!v.isEmpty()) {
            throw ApiException.invalid(v);
        }
    }

    static boolean isIban(String clean) {
        try {
            IbanUtil.validate(clean);
            return true;
        } catch (Iban4jException e) {
            return false;
        }
    }

    /// The checksum of an ABA routing number: weights 3, 7, 1.
    static boolean isAba(String n) {
        if (!n.matches("\\d{9}") || n.equals("000000000")) {
            return false;
        }
        int sum = 0;
        int[] weights = {3, 7, 1};
        for (int i = 0; i < 9; i++) {
            sum += (n.charAt(i) - '0') * weights[i % 3];
        }
        return sum % 10 == 0;
    }

    static String last4(String account) {
        return account.substring(Math.max(0, account.length() - 4));
    }
}
