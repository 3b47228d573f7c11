package gg.tap2.server.payouts;

import gg.tap2.model.common.Violations;
import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.model.payouts.BankNumbers;
import gg.tap2.server.platform.http.ApiException;
import java.text.Normalizer;
import org.apache.commons.validator.routines.IBANValidator;
import org.apache.commons.validator.routines.IBANValidatorStatus;

/// What countries demand of account numbers: IBANs by the registry that SWIFT keeps, as commons-validator follows it,
/// and each other country's own rules. The country is the bank's; where it cannot be, the words say so.
final class BankDetails {
    private static final IBANValidator IBANS = IBANValidator.getInstance();

    private BankDetails() {}

    /// @throws ApiException 422 for details that break the country's rules
    static PayoutProvider.Destination of(AddBankAccount r) {
        String holder = Normalizer.normalize(r.accountHolderName().strip(), Normalizer.Form.NFC);
        fail(Violations.none().check(BankNumbers.isHolderName(holder), "accountHolderName", "holder_name"));
        String country = r.countryCode();
        String iban = BankNumbers.clean(r.iban());
        return iban.isEmpty() ? domestic(r, country, holder) : international(iban, country, holder);
    }

    private static PayoutProvider.Destination international(String iban, String country, String holder) {
        String of = iban.length() < 2 ? "" : iban.substring(0, 2);
        var v = Violations.none();
        if (!isIban(iban)) {
            v.add("iban", hasIbans(of) || !of.matches("[A-Z]{2}") ? "iban_invalid" : "iban_none");
        } else if (!BankCountry.servedBy(country).equals(of)) {
            v.add("countryCode", "iban_country", of);
        }
        fail(v);
        return new PayoutProvider.Destination("iban", iban, "", holder, country);
    }

    private static PayoutProvider.Destination domestic(AddBankAccount r, String country, String holder) {
        BankCountry rules = BankCountry.find(country)
                .orElseThrow(() -> hasIbans(BankCountry.servedBy(country))
                        ? ApiException.invalid("iban", "iban_needed")
                        : ApiException.invalid("countryCode", "bank_country"));
        String account = BankNumbers.clean(r.accountNumber());
        String routing = BankNumbers.clean(r.routingNumber());
        fail(Violations.none()
                .check(
                        rules.account().matcher(account).matches()
                                && rules.accountCheck().test(account),
                        "accountNumber",
                        rules.accountKey())
                .check(
                        rules.routed()
                                ? rules.routing().matcher(routing).matches()
                                        && rules.routingCheck().test(routing)
                                : routing.isEmpty(),
                        "routingNumber",
                        rules.routingKey()));
        return new PayoutProvider.Destination(rules.type(), account, routing, holder, country);
    }

    private static void fail(Violations v) {
        if (!v.isEmpty()) {
            throw ApiException.invalid(v);
        }
    }

    private static boolean hasIbans(String country) {
        return country.length() == 2 && IBANS.getValidator(country) != null;
    }

    static boolean isIban(String clean) {
        return IBANS.validate(clean) == IBANValidatorStatus.VALID;
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
