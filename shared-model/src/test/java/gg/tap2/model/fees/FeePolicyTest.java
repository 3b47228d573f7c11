package gg.tap2.model.fees;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.model.common.Seeded;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/// What a sale is charged: every part is exact, the parts are the price, and no fee is more than what is left of it.
final class FeePolicyTest {
    private static final int ROUNDS = 20_000;

    private final Random random = Seeded.random(FeePolicyTest.class);

    private static Money usd(long minor) {
        return Money.of(minor, Currency.USD);
    }

    private int bps() {
        return switch (random.nextInt(6)) {
            case 0 -> 0;
            case 1 -> 10_000;
            case 2 -> 1;
            default -> random.nextInt(10_001);
        };
    }

    private FeePolicy policy() {
        return new FeePolicy(bps(), bps(), bps(), bps(), random.nextBoolean() ? 30 : random.nextInt(100_000));
    }

    private static <T> T any(Random random, T[] values) {
        return values[random.nextInt(values.length)];
    }

    @Test
    void thePartsAreThePriceAndNoneIsNegative() {
        for (int i = 0; i < ROUNDS; i++) {
            FeePolicy policy = policy();
            SaleKind kind = any(random, SaleKind.values());
            Money gross = Money.of(Seeded.amount(random) / 2, any(random, Currency.values()));
            FeeQuote quote = policy.quote(kind, gross);
            assertThat(quote.platformFee().plus(quote.processingFee()).plus(quote.net()))
                    .as("%s %s %s", policy, kind, gross)
                    .isEqualTo(gross);
            for (Money part : new Money[] {quote.platformFee(), quote.processingFee(), quote.net()}) {
                assertThat(part.isNegative())
                        .as("%s of %s %s %s", part, policy, kind, gross)
                        .isFalse();
                assertThat(part.compareTo(gross)).as("never above the price").isLessThanOrEqualTo(0);
                assertThat(part.currency()).isEqualTo(gross.currency());
            }
        }
    }

    @Test
    void aFeeThatTheProcessorToldIsTakenAsItIsUpToWhatIsLeft() {
        for (int i = 0; i < ROUNDS; i++) {
            FeePolicy policy = policy();
            SaleKind kind = any(random, SaleKind.values());
            Money gross = usd(Seeded.amount(random));
            Money told = usd(Seeded.amount(random));
            FeeQuote quote = policy.quote(kind, gross, told);
            Money left = gross.minus(policy.platformFee(kind, gross));
            assertThat(quote.processingFee()).isEqualTo(told.min(left));
            assertThat(quote.net()).isEqualTo(left.minus(told.min(left)));
        }
    }

    /// Against another way to reckon: decimals and the platform's own half-even.
    @Test
    void sharesAreRoundedHalfEven() {
        for (int i = 0; i < ROUNDS; i++) {
            long amount = Seeded.amount(random);
            int bps = bps();
            assertThat(FeePolicy.share(amount, bps))
                    .as("%d × %d bps", amount, bps)
                    .isEqualTo(BigDecimal.valueOf(amount)
                            .multiply(BigDecimal.valueOf(bps))
                            .divide(BigDecimal.valueOf(10_000), 0, RoundingMode.HALF_EVEN)
                            .longValueExact());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "0, 3000, 0",
        "1, 3000, 0",
        "50, 100, 0",
        "150, 100, 2",
        "250, 100, 2",
        "350, 100, 4",
        "151, 100, 2",
        "149, 100, 1",
        "1, 5000, 0",
        "3, 5000, 2",
        "5, 5000, 2",
        "7, 5000, 4",
        "1000, 3000, 300",
        "999, 3000, 300",
        "2000, 290, 58",
        "9223372036854775807, 10000, 9223372036854775807",
        "9223372036854775807, 1, 922337203685478",
        "9223372036854775807, 0, 0"
    })
    void knownShares(long amount, int bps, long share) {
        assertThat(FeePolicy.share(amount, bps)).isEqualTo(share);
    }

    /// What is given back is reckoned as what was taken.
    @Test
    void theShareOfANegativeAmountIsTheOppositeOfThatOfThePositiveOne() {
        for (int i = 0; i < ROUNDS; i++) {
            long amount = Seeded.amount(random);
            int bps = bps();
            assertThat(FeePolicy.share(-amount, bps)).isEqualTo(-FeePolicy.share(amount, bps));
        }
    }

    @Test
    void aHigherPriceNeverHasALowerFeeNorAHigherRateALowerOne() {
        for (int i = 0; i < ROUNDS; i++) {
            long amount = Seeded.amount(random) / 2;
            long more = amount + random.nextInt(1_000);
            int bps = random.nextInt(10_000);
            assertThat(FeePolicy.share(more, bps)).isGreaterThanOrEqualTo(FeePolicy.share(amount, bps));
            assertThat(FeePolicy.share(amount, bps + 1)).isGreaterThanOrEqualTo(FeePolicy.share(amount, bps));
        }
    }

    @Test
    void eachKindHasItsRate() {
        var policy = new FeePolicy(100, 500, 3000, 0, 0);
        assertThat(policy.quote(SaleKind.TIP, usd(10_000)).platformFee()).isEqualTo(usd(100));
        assertThat(policy.quote(SaleKind.PRODUCT, usd(10_000)).platformFee()).isEqualTo(usd(500));
        assertThat(policy.quote(SaleKind.SUBSCRIPTION, usd(10_000)).platformFee())
                .isEqualTo(usd(3_000));
    }

    @ParameterizedTest
    @CsvSource({
        // kind, currency, price; platform, processing, net
        "TIP, USD, 0, 0, 0, 0",
        "TIP, USD, 1, 0, 1, 0",
        "TIP, USD, 30, 0, 30, 0",
        "TIP, USD, 31, 0, 31, 0",
        "TIP, USD, 32, 0, 31, 1",
        "TIP, USD, 1000, 0, 59, 941",
        "PRODUCT, USD, 2000, 0, 88, 1912",
        "PRODUCT, EUR, 1200, 0, 65, 1135",
        "SUBSCRIPTION, USD, 1000, 300, 59, 641",
        "SUBSCRIPTION, USD, 1, 0, 1, 0",
        "SUBSCRIPTION, USD, 40, 12, 28, 0",
        "SUBSCRIPTION, USD, 45, 14, 31, 0",
        "TIP, SEK, 10000, 0, 470, 9530",
        "TIP, NOK, 10000, 0, 490, 9510",
        "PRODUCT, PLN, 2000, 0, 158, 1842",
        "PRODUCT, JPY, 1000, 0, 29, 971",
        "PRODUCT, JPY, 1, 0, 0, 1",
        "SUBSCRIPTION, JPY, 500, 150, 14, 336",
        "TIP, JPY, 0, 0, 0, 0"
    })
    void knownQuotes(SaleKind kind, Currency currency, long gross, long platform, long processing, long net) {
        FeeQuote quote = FeePolicy.DEFAULT.quote(kind, Money.of(gross, currency));
        assertThat(quote.platformFee().minor()).as("platform").isEqualTo(platform);
        assertThat(quote.processingFee().minor()).as("processing").isEqualTo(processing);
        assertThat(quote.net().minor()).as("net").isEqualTo(net);
    }

    /// What is given away costs nothing: the fixed part is for a payment, and there is none.
    @ParameterizedTest
    @EnumSource
    void nothingIsChargedForNothing(Currency currency) {
        for (SaleKind kind : SaleKind.values()) {
            FeeQuote quote = FeePolicy.DEFAULT.quote(kind, Money.zero(currency));
            assertThat(quote.processingFee().isZero()
                            && quote.platformFee().isZero()
                            && quote.net().isZero())
                    .isTrue();
        }
    }

    /// A new currency has no row here either, so its author reads the table.
    @ParameterizedTest
    @CsvSource({
        // currency, configured; fixed part
        "USD, 0, 0",
        "USD, 30, 30",
        "USD, 250, 250",
        "EUR, 30, 30",
        "GBP, 25, 25",
        "CHF, 30, 30",
        "CAD, 30, 30",
        "AUD, 99, 99",
        "SEK, 0, 0",
        "SEK, 30, 180",
        "SEK, 25, 150",
        "DKK, 30, 180",
        "NOK, 30, 200",
        "NOK, 1, 7",
        "PLN, 30, 100",
        "PLN, 1, 3",
        "PLN, 2, 7",
        "JPY, 30, 0",
        "JPY, 250, 0",
        "JPY, 100000, 0"
    })
    void theFixedPartOfEachCurrencyIsDecided(Currency currency, long configured, long fixed) {
        var policy = new FeePolicy(0, 0, 0, 290, configured);
        assertThat(policy.processingFixedMinor(currency)).isEqualTo(fixed);
        assertThat(policy.quote(SaleKind.TIP, Money.of(10_000_000, currency))
                        .processingFee()
                        .minor())
                .isEqualTo(290_000 + fixed);
    }

    /// The configured number is the dollar's and that of its near relatives, to the cent.
    @Test
    void aCurrencyWithCentsTakesTheConfiguredNumberAsItIs() {
        for (int i = 0; i < ROUNDS; i++) {
            long configured = random.nextInt(100_000);
            var policy = new FeePolicy(0, 0, 0, 290, configured);
            for (Currency currency :
                    new Currency[] {Currency.USD, Currency.EUR, Currency.GBP, Currency.CHF, Currency.CAD, Currency.AUD
                    }) {
                assertThat(policy.processingFixedMinor(currency)).isEqualTo(configured);
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void aFixedPartBeyondAllReasonIsRefusedAndNeverWrapsAround(Currency currency) {
        var policy = new FeePolicy(0, 0, 0, 0, Long.MAX_VALUE);
        if (policy.processingFixedMinor(Currency.USD) == Long.MAX_VALUE
                && FeePolicy.DEFAULT.processingFixedMinor(currency) > 30) {
            assertThatThrownBy(() -> policy.processingFixedMinor(currency)).isInstanceOf(ArithmeticException.class);
        } else {
            assertThat(policy.processingFixedMinor(currency)).isIn(0L, Long.MAX_VALUE);
        }
    }

    @Test
    void whatIsNoFeeIsRefused() {
        for (int wrong : new int[] {-1, 10_001, Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThatThrownBy(() -> new FeePolicy(wrong, 0, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new FeePolicy(0, wrong, 0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new FeePolicy(0, 0, wrong, 0, 0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> new FeePolicy(0, 0, 0, wrong, 0)).isInstanceOf(IllegalArgumentException.class);
        }
        assertThatThrownBy(() -> new FeePolicy(0, 0, 0, 0, -1)).isInstanceOf(IllegalArgumentException.class);
        for (SaleKind kind : SaleKind.values()) {
            assertThatThrownBy(() -> FeePolicy.DEFAULT.quote(kind, usd(-1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> FeePolicy.DEFAULT.quote(kind, usd(1), usd(-1)))
                    .isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> FeePolicy.DEFAULT.quote(kind, usd(1), Money.of(1, Currency.EUR)))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    @Test
    void aPriceBeyondAllReasonIsChargedOrRefusedAndNeverWrapsAround() {
        var policy = new FeePolicy(10_000, 0, 0, 10_000, 30);
        assertThat(policy.quote(SaleKind.TIP, usd(Long.MAX_VALUE - 30)).net().isZero())
                .isTrue();
        assertThatThrownBy(() -> policy.quote(SaleKind.TIP, usd(Long.MAX_VALUE)))
                .isInstanceOf(ArithmeticException.class);
    }

    @Test
    void aQuoteWhosePartsAreNotThePriceCannotBeMade() {
        assertThatThrownBy(() -> new FeeQuote(usd(10), usd(1), usd(1), usd(7)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new FeeQuote(usd(10), usd(1), Money.of(1, Currency.EUR), usd(8)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(new FeeQuote(usd(10), usd(1), usd(2), usd(7)).net()).isEqualTo(usd(7));
    }

    @Test
    void aChangeHoldsFromItsMomentOn() {
        Instant from = Instant.parse("2026-12-01T00:00:00Z");
        var now = FeePolicy.DEFAULT;
        var next = new FeePolicy(250, 0, 3000, 290, 30);
        var fees = new FeesInForce(now, next, from);
        assertThat(fees.at(from.minusNanos(1))).isEqualTo(now);
        assertThat(fees.at(from)).isEqualTo(next);
        assertThat(fees.at(from.plusSeconds(1))).isEqualTo(next);
        assertThat(new FeesInForce(now, null, null).at(from)).isEqualTo(now);
        assertThat(new FeesInForce(now, next, null).at(from))
                .as("never without a moment")
                .isEqualTo(now);
    }

    @Test
    void theWordsOnTheWireStay() {
        assertThat(Arrays.stream(SaleKind.values()).map(SaleKind::toString))
                .containsExactly("tip", "product", "subscription");
    }
}
