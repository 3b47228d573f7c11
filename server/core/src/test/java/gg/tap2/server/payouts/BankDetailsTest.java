package gg.tap2.server.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.payouts.AddBankAccount;
import gg.tap2.server.platform.http.ApiException;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Real bank details are taken however they are written; what no bank has is refused with a word at its field.
class BankDetailsTest {
    private static AddBankAccount iban(String country, String iban) {
        return new AddBankAccount(null, country, "EUR", "Mara Lind", iban, null, null);
    }

    private static AddBankAccount number(String country, String account, String routing) {
        return new AddBankAccount(null, country, "USD", "Mara Lind", null, account, routing);
    }

    private static @Nullable String refusal(AddBankAccount a) {
        try {
            BankDetails.of(a);
            return null;
        } catch (ApiException e) {
            return Objects.requireNonNull(e.violations()).byField().entrySet().stream()
                    .map(x -> x.getKey() + " " + x.getValue().getFirst().key())
                    .toList()
                    .toString();
        }
    }

    private static String made(String country, String bban) {
        var digits = new StringBuilder();
        (bban + country + "00").chars().forEach(c -> digits.append(Character.getNumericValue(c)));
        int rest = new java.math.BigInteger(digits.toString())
                .mod(java.math.BigInteger.valueOf(97))
                .intValue();
        return country + String.format(Locale.ROOT, "%02d", 98 - rest) + bban;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "DE89370400440532013000",
                "de89 3704 0044 0532 0130 00",
                "DE89\u00a03704\u00a00044\u00a00532\u00a00130\u00a000",
                "DE89\u202f3704\u202f0044\u202f0532\u202f0130\u202f00",
                "DE89\u20093704\u20030044\u30000532\t0130\n00",
                "\ufeffDE89370400440532013000",
                "\u200eDE89\u200b370400440532013000\u200f",
                "DE89-3704-0044-0532-0130-00",
                "DE89\u20113704\u20130044\u22120532013000",
                "IBAN DE89 3704 0044 0532 0130 00",
                "iban: DE89370400440532013000",
                "\uff24\uff2589370400440532013000"
            })
    void oneAccountHoweverItIsWritten(String typed) {
        assertThat(BankDetails.of(iban("DE", typed)).account()).isEqualTo("DE89370400440532013000");
    }

    @Test
    void territoriesArePaidByTheIbansOfTheirBanks() {
        String fr = made("FR", "20041010050500013M02606");
        String gb = made("GB", "NWBK60161331926819");
        Map<String, String> all = Map.ofEntries(
                Map.entry("RE", fr),
                Map.entry("GP", fr),
                Map.entry("MQ", fr),
                Map.entry("GF", fr),
                Map.entry("YT", fr),
                Map.entry("PF", fr),
                Map.entry("NC", fr),
                Map.entry("WF", fr),
                Map.entry("JE", gb),
                Map.entry("GG", gb),
                Map.entry("IM", gb),
                Map.entry("AX", made("FI", "12345600000785")),
                Map.entry("SJ", made("NO", "86011117947")));
        all.forEach((country, number) ->
                assertThat(refusal(iban(country, number))).as(country).isNull());
    }

    @Test
    void newerEntriesOfTheRegistryAreKnown() {
        Map<String, String> all = Map.of(
                "EG", "0019000500000000263180002",
                "LY", "021001000000123456789",
                "MN", "1234123456789012",
                "NI", "BAPR00000013000003558124",
                "SO", "1000001001000100141",
                "DJ", "00010000000154000100186",
                "FK", "SC123456789012",
                "OM", "0180000001299123456",
                "YE", "CBYE0001018861234567891234",
                "HN", "CABF00000000000250005469");
        all.forEach((country, bban) -> assertThat(refusal(iban(country, made(country, bban))))
                .as(country)
                .isNull());
    }

    @Test
    void theCountryIsTheBanks() {
        String lt = made("LT", "1000011101001000");
        assertThat(refusal(iban("IT", lt))).isEqualTo("[countryCode iban_country]");
        assertThat(refusal(iban("LT", lt))).isNull();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "GB | 12345678 | 200000 | ",
                "GB | 12345678 | 20-00-00 | ",
                "GB | 12345678 | '' | [routingNumber sort_code]",
                "GB | 1234 | 9 | [accountNumber account_digits, routingNumber sort_code]",
                "AU | 12345678 | 062-000 | ",
                "AU | 12345678 | 1 | [routingNumber routing_bsb]",
                "CA | 1234567 | 10009-004 | ",
                "CA | 1234567 | '' | [routingNumber routing_transit]",
                "US | 000123456789 | 021000021 | ",
                "US | 000123456789 | 021000022 | [routingNumber routing_aba]",
                "PR | 000123456789 | 021000021 | ",
                "MX | 002010077777777771 | '' | ",
                "MX | 002010077777777772 | '' | [accountNumber account_clabe]",
                "IN | 1234567890 | HDFC0000001 | ",
                "IN | 1234567890 | HDFC1000001 | [routingNumber routing_ifsc]",
                "NZ | 01-0902-0068389-00 | '' | ",
                "DE | 532013000 | 37040044 | [iban iban_needed]",
                "ZZ | 123456 | '' | [countryCode bank_country]",
                "QQ | abcd | zz | [countryCode bank_country]"
            })
    void countriesHaveTheirOwnRules(String country, String account, String routing, @Nullable String refused) {
        assertThat(refusal(number(country, account, routing))).isEqualTo(refused);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mara\nLind",
                "Mara Lind\u200b",
                "\ud83d\ude00\ud83d\ude00",
                "M",
                "12 34",
                "Mara\u202eLind",
                "Ma\u0007ra"
            })
    void namesThatNoBankTakesAreRefused(String holder) {
        var a = new AddBankAccount(null, "US", "USD", holder, null, "000123456789", "021000021");
        assertThat(refusal(a)).isEqualTo("[accountHolderName holder_name]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Mara Lind",
                "O’Brien & Söhne GmbH",
                "José-María Nuñez",
                "山田 太郎",
                "Nguyễn Văn A",
                "Li, X.",
                "Zoe\u0308 B"
            })
    void namesOfPeopleAndFirmsAreTaken(String holder) {
        var a = new AddBankAccount(null, "US", "USD", holder, null, "000123456789", "021000021");
        assertThat(refusal(a)).isNull();
    }

    @Test
    void wrongCheckDigitsAndLengthsAreRefusedAtTheIban() {
        for (String wrong :
                List.of("DE89370400440532013001", "DE8937040044053201300", "DE00", "89", "DE89370400440532013000X")) {
            assertThat(refusal(iban("DE", wrong))).as(wrong).isEqualTo("[iban iban_invalid]");
        }
        assertThat(refusal(iban("US", "US89370400440532013000"))).isEqualTo("[iban iban_none]");
    }
}
