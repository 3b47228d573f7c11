package gg.tap2.server.payouts;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/// How banks of a country without IBANs, or beside them, number accounts. Each rule is from the country's clearing
/// system: Nacha (US), Pay.UK (GB), Payments Canada (CA), AusPayNet (AU), Payments NZ (NZ), Zengin (JP), ABS (SG),
/// HKAB (HK), RBI (IN), Banxico (MX), BankservAfrica (ZA).
///
/// @param type the provider's word for the kind of details
/// @param routingKey what to say when the bank's code is not one
/// @param routed whether a bank's code is there at all
record BankCountry(
        String type,
        Pattern account,
        Predicate<String> accountCheck,
        boolean routed,
        Pattern routing,
        Predicate<String> routingCheck,
        String accountKey,
        String routingKey) {
    /// Territories whose banks belong to another country's system.
    private static final Map<String, String> SERVED_BY = new HashMap<>();

    private static final Map<String, BankCountry> RULES = Map.ofEntries(
            Map.entry("US", of("us_bank", "\\d{4,17}", "\\d{9}", BankDetails::isAba, "routing_aba")),
            Map.entry("GB", of("other", "\\d{8}", "\\d{6}", BankCountry::notAllZero, "sort_code")),
            Map.entry("CA", of("other", "\\d{5,12}", "0?\\d{8}", BankCountry::notAllZero, "routing_transit")),
            Map.entry("AU", of("other", "\\d{5,10}", "\\d{6}", BankCountry::notAllZero, "routing_bsb")),
            Map.entry("NZ", alone("\\d{15,16}", n -> true, "account_nz")),
            Map.entry("JP", of("other", "\\d{7}", "\\d{7}", BankCountry::notAllZero, "routing_jp")),
            Map.entry("SG", of("other", "\\d{6,14}", "\\d{7}", BankCountry::notAllZero, "routing_sg")),
            Map.entry("HK", of("other", "\\d{6,12}", "\\d{6}", BankCountry::notAllZero, "routing_hk")),
            Map.entry("IN", of("other", "\\d{6,18}", "[A-Z]{4}0[A-Z0-9]{6}", r -> true, "routing_ifsc")),
            Map.entry("MX", alone("\\d{18}", BankCountry::isClabe, "account_clabe")),
            Map.entry("ZA", of("other", "\\d{6,13}", "\\d{6}", BankCountry::notAllZero, "routing_za")));

    static {
        for (String c : Set.of("PR", "GU", "VI", "AS", "MP", "UM")) {
            SERVED_BY.put(c, "US");
        }
        for (String c : Set.of("JE", "GG", "IM")) {
            SERVED_BY.put(c, "GB");
        }
        for (String c : Set.of("CC", "CX", "NF", "HM")) {
            SERVED_BY.put(c, "AU");
        }
        for (String c : Set.of("RE", "GP", "MQ", "GF", "YT", "PM", "BL", "MF", "NC", "PF", "WF", "TF")) {
            SERVED_BY.put(c, "FR");
        }
        SERVED_BY.put("AX", "FI");
        SERVED_BY.put("SJ", "NO");
        SERVED_BY.put("BV", "NO");
    }

    /// The country whose banks serve this one.
    static String servedBy(String country) {
        return SERVED_BY.getOrDefault(country, country);
    }

    /// The rules for accounts that are no IBANs; empty where there are none.
    static Optional<BankCountry> find(String country) {
        return Optional.ofNullable(RULES.get(servedBy(country)));
    }

    private static BankCountry of(String type, String account, String routing, Predicate<String> check, String key) {
        return new BankCountry(
                type,
                Pattern.compile(account),
                n -> true,
                true,
                Pattern.compile(routing),
                check,
                "account_digits",
                key);
    }

    private static BankCountry alone(String account, Predicate<String> check, String key) {
        return new BankCountry(
                "other", Pattern.compile(account), check, false, Pattern.compile(""), r -> true, key, "routing_none");
    }

    private static boolean notAllZero(String n) {
        return !n.matches("0+");
    }

    /// The check digit of a Mexican CLABE: weights 3, 7, 1, each product modulo ten.
    static boolean isClabe(String n) {
        int[] weights = {3, 7, 1};
        int sum = 0;
        for (int i = 0; i < 17; i++) {
            sum += (n.charAt(i) - '0') * weights[i % 3] % 10;
        }
        return (10 - sum % 10) % 10 == n.charAt(17) - '0';
    }
}
