package gg.tap2.server.sandbox.plaid;

import java.util.List;
import org.jspecify.annotations.Nullable;

/// The sandbox's banks. Account numbers and IBANs carry right check digits.
final class Banks {
    /// @param routing ABA routing number, or the BIC outside the United States
    record Bank(String id, String name, String currency, String routing, String checking, String savings) {
        String number(String subtype) {
            return subtype.equals("savings") ? savings : checking;
        }

        String country() {
            return currency.equals("USD") ? "US" : "DE";
        }

        String mask(String subtype) {
            String number = number(subtype);
            return number.substring(number.length() - 4);
        }
    }

    static final String TOKENIZING = "ins_56";

    static final List<Bank> ALL = List.of(
            new Bank("ins_109508", "First Platypus Bank", "USD", "110000000", "000123456789", "000123450000"),
            new Bank(
                    "ins_109509",
                    "First Gingham Credit Union",
                    "USD",
                    "021000021",
                    "1111222233330000",
                    "1111222233331111"),
            new Bank(
                    "ins_109510",
                    "Tattersall Federal Credit Union",
                    "USD",
                    "011401533",
                    "2222333344440000",
                    "2222333344441111"),
            // Gives a number of its own to everybody that it lets in, as Chase, PNC and US Bank do.
            new Bank(TOKENIZING, "Tokenizing Bank", "USD", "021000021", "8800000000000000", "8900000000000000"),
            new Bank(
                    "ins_131",
                    "Sandbox Bank Europe",
                    "EUR",
                    "COBADEFFXXX",
                    "DE89370400440532013000",
                    "FR1420041010050500013M02606"));

    private Banks() {}

    static @Nullable Bank find(String id) {
        return ALL.stream().filter(b -> b.id().equals(id)).findFirst().orElse(null);
    }
}
