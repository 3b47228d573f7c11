package gg.tap2.server.sandbox.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What the stand-in takes of a charge is what Stripe's price lists name, in each currency's own minor units.
final class ChargeFeeTest {
    @ParameterizedTest
    @CsvSource({
        "usd, 2400, 100",
        "usd, 50, 31",
        "eur, 1200, 65",
        "gbp, 1000, 59",
        "sek, 10000, 470",
        "dkk, 10000, 470",
        "nok, 10000, 490",
        "pln, 2000, 158",
        "jpy, 1000, 29",
        "jpy, 50, 1",
        "nzd, 1000, 59"
    })
    void thePriceListsAreKept(String currency, long amount, long fee) {
        assertThat(Balance.chargeFee(amount, currency)).isEqualTo(fee);
    }
}
