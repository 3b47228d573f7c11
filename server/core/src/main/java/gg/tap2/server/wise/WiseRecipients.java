package gg.tap2.server.wise;

import gg.tap2.model.common.Currency;
import gg.tap2.server.payouts.PayoutProvider.Destination;
import gg.tap2.server.payouts.PayoutProvider.OperatorFaultException;
import gg.tap2.server.payouts.PayoutProvider.RefusedException;
import java.util.Map;
import java.util.Set;

/// Bank accounts in Wise's form.
///
/// Source: https://docs.wise.com/api-reference/recipient ("Bank account data", "Address data"), and for the fields by
/// currency the recipients' guide of Wise's first documentation.
final class WiseRecipients {
    /// Paid by IBAN.
    private static final Set<Currency> IBAN =
            Set.of(Currency.EUR, Currency.GBP, Currency.CHF, Currency.SEK, Currency.NOK, Currency.DKK, Currency.PLN);

    /// Wise wants the recipient's postal address where dollars of these kinds leave the balance, and the platform does
    /// not ask creators for theirs.
    private static final Set<Currency> ADDRESSED = Set.of(Currency.USD, Currency.AUD);

    private WiseRecipients() {}

    /// @throws RefusedException for an account that Wise pays in no way we know in this currency
    /// @throws OperatorFaultException where Wise asks for more than the platform knows
    static Map<String, Object> body(long profile, Destination d, Currency currency) {
        if (ADDRESSED.contains(currency)) {
            throw new OperatorFaultException("recipient_address_needed", false, false);
        }
        if (d.type().equals("iban") && IBAN.contains(currency)) {
            return body(profile, d, currency, "iban", Map.of("legalType", "PRIVATE", "IBAN", d.account()));
        }
        if (d.country().equals("GB") && currency == Currency.GBP) {
            return body(
                    profile,
                    d,
                    currency,
                    "sort_code",
                    Map.of("legalType", "PRIVATE", "sortCode", d.routing(), "accountNumber", d.account()));
        }
        if (d.country().equals("CA") && currency == Currency.CAD) {
            // On paper transit and institution; electronic routing numbers are 0, institution and transit.
            String routing = d.routing();
            boolean paper = routing.length() == 8;
            return body(
                    profile,
                    d,
                    currency,
                    "canadian",
                    Map.of(
                            "legalType",
                            "PRIVATE",
                            "institutionNumber",
                            paper ? routing.substring(5) : routing.substring(1, 4),
                            "transitNumber",
                            paper ? routing.substring(0, 5) : routing.substring(4),
                            "accountNumber",
                            d.account(),
                            "accountType",
                            "Checking"));
        }
        throw new RefusedException("destination_currency_not_supported");
    }

    private static Map<String, Object> body(
            long profile, Destination d, Currency currency, String type, Map<String, String> details) {
        return Map.of(
                "profile",
                profile,
                "accountHolderName",
                d.holderName(),
                "currency",
                currency.name(),
                "type",
                type,
                "ownedByCustomer",
                false,
                "details",
                details);
    }
}
