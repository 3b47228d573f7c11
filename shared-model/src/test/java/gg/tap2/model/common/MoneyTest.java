package gg.tap2.model.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Exact arithmetic on amounts: nothing is lost, nothing wraps around, and no two currencies meet.
final class MoneyTest {
    private static final int ROUNDS = 20_000;

    private final Random random = Seeded.random(MoneyTest.class);

    private static Money usd(long minor) {
        return Money.of(minor, Currency.USD);
    }

    private static long sum(List<Money> parts) {
        return parts.stream().mapToLong(Money::minor).reduce(0, Math::addExact);
    }

    private long signed() {
        long amount = Seeded.amount(random);
        return random.nextBoolean() ? amount : -amount;
    }

    private long[] weights() {
        long[] weights = new long[1 + random.nextInt(7)];
        for (int i = 0; i < weights.length; i++) {
            weights[i] = random.nextInt(4) == 0 ? 0 : Seeded.amount(random);
        }
        if (Arrays.stream(weights).allMatch(w -> w == 0)) {
            weights[random.nextInt(weights.length)] = 1;
        }
        return weights;
    }

    @Test
    void plusAndMinusAreEachOthersOpposite() {
        for (int i = 0; i < ROUNDS; i++) {
            Money a = usd(signed() / 2);
            Money b = usd(signed() / 2);
            assertThat(a.plus(b).minus(b)).isEqualTo(a);
            assertThat(a.plus(b)).isEqualTo(b.plus(a));
            assertThat(a.minus(b)).isEqualTo(b.minus(a).negated());
            assertThat(a.plus(a.negated()).isZero()).isTrue();
        }
    }

    @Test
    void sumsBeyondTheLargestAmountAreRefusedAndNeverWrapAround() {
        assertThatThrownBy(() -> usd(Long.MAX_VALUE).plus(usd(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> usd(Long.MIN_VALUE).minus(usd(1))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> usd(0).minus(usd(Long.MIN_VALUE))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> usd(Long.MIN_VALUE).negated()).isInstanceOf(ArithmeticException.class);
        assertThat(usd(Long.MAX_VALUE).minus(usd(Long.MAX_VALUE)).isZero()).isTrue();
        assertThat(usd(Long.MIN_VALUE).plus(usd(Long.MAX_VALUE)).minor()).isEqualTo(-1);
        for (int i = 0; i < ROUNDS; i++) {
            long a = signed();
            long b = signed();
            BigInteger exact = BigInteger.valueOf(a).add(BigInteger.valueOf(b));
            if (exact.bitLength() > 63) {
                assertThatThrownBy(() -> usd(a).plus(usd(b))).isInstanceOf(ArithmeticException.class);
            } else {
                assertThat(usd(a).plus(usd(b)).minor()).isEqualTo(exact.longValueExact());
            }
        }
    }

    @Test
    void currenciesNeverMix() {
        for (Currency one : Currency.values()) {
            for (Currency other : Currency.values()) {
                Money a = Money.of(7, one);
                Money b = Money.of(3, other);
                if (one == other) {
                    assertThat(a.plus(b).currency()).isEqualTo(one);
                    continue;
                }
                String both = "mixed currencies " + one + " and " + other;
                assertThatThrownBy(() -> a.plus(b))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(both);
                assertThatThrownBy(() -> a.minus(b))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(both);
                assertThatThrownBy(() -> a.min(b))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(both);
                assertThatThrownBy(() -> a.compareTo(b))
                        .isInstanceOf(IllegalArgumentException.class)
                        .hasMessage(both);
                assertThat(a).isNotEqualTo(Money.of(7, other));
            }
        }
    }

    @Test
    void theOrderIsThatOfTheAmounts() {
        for (int i = 0; i < ROUNDS; i++) {
            long a = signed();
            long b = signed();
            assertThat(Integer.signum(usd(a).compareTo(usd(b)))).isEqualTo(Long.compare(a, b));
            assertThat(usd(a).min(usd(b)).minor()).isEqualTo(Math.min(a, b));
            assertThat(usd(a).isNegative()).isEqualTo(a < 0);
        }
        assertThat(usd(0).isNegative()).isFalse();
        assertThat(Money.zero(Currency.JPY)).isEqualTo(Money.of(0, Currency.JPY));
    }

    @Test
    void partsSumToTheWholeAndNoneIsMoreThanAUnitFromItsShare() {
        for (int i = 0; i < ROUNDS; i++) {
            long whole = signed();
            long[] weights = weights();
            List<Money> parts = usd(whole).allocate(weights);
            assertThat(parts).hasSize(weights.length);
            assertThat(sum(parts))
                    .as("%d by %s", whole, Arrays.toString(weights))
                    .isEqualTo(whole);
            BigInteger total =
                    Arrays.stream(weights).mapToObj(BigInteger::valueOf).reduce(BigInteger.ZERO, BigInteger::add);
            for (int p = 0; p < weights.length; p++) {
                long part = parts.get(p).minor();
                assertThat(Long.signum(part)).as("no part has the other sign").isIn(0, Long.signum(whole));
                // |part × total − whole × weight| < total
                BigInteger off = BigInteger.valueOf(part)
                        .multiply(total)
                        .subtract(BigInteger.valueOf(whole).multiply(BigInteger.valueOf(weights[p])))
                        .abs();
                assertThat(off).as("%d by %s", whole, Arrays.toString(weights)).isLessThan(total);
                if (weights[p] == 0) {
                    assertThat(part).as("nothing for no weight").isZero();
                }
            }
        }
    }

    @Test
    void aNegativeAmountSplitsAsItsOpposite() {
        for (int i = 0; i < ROUNDS; i++) {
            long whole = Seeded.amount(random);
            long[] weights = weights();
            assertThat(usd(-whole).allocate(weights))
                    .isEqualTo(usd(whole).allocate(weights).stream()
                            .map(Money::negated)
                            .toList());
        }
    }

    /// A heavier part never gets less.
    @Test
    void aHeavierPartNeverGetsLess() {
        for (int i = 0; i < ROUNDS; i++) {
            long whole = Seeded.amount(random);
            long[] weights = weights();
            List<Money> parts = usd(whole).allocate(weights);
            for (int a = 0; a < weights.length; a++) {
                for (int b = 0; b < weights.length; b++) {
                    if (weights[a] > weights[b]) {
                        assertThat(parts.get(a).minor())
                                .as("%d by %s", whole, Arrays.toString(weights))
                                .isGreaterThanOrEqualTo(parts.get(b).minor());
                    }
                }
            }
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "100 | 1 1 1     | 34 33 33",
                "101 | 1 1 1     | 34 34 33",
                "1   | 1 1       | 1 0",
                "0   | 5 7       | 0 0",
                "-1  | 1 1       | -1 0",
                "100 | 0 1       | 0 100",
                "10  | 1 2       | 3 7",
                "7   | 3 3 3     | 3 2 2",
                "5   | 10 1      | 5 0",
                "1000| 1 999     | 1 999",
                "99  | 50 50     | 50 49",
                "1   | 0 0 1     | 0 0 1"
            })
    void knownSplits(long whole, String weights, String parts) {
        long[] by = Arrays.stream(weights.strip().split(" +"))
                .mapToLong(Long::parseLong)
                .toArray();
        assertThat(usd(whole).allocate(by).stream().map(m -> Long.toString(m.minor())))
                .containsExactly(parts.strip().split(" +"));
    }

    @Test
    void theLargestAmountsCanBeSplit() {
        long max = Long.MAX_VALUE;
        assertThat(sum(usd(max).allocate(1, 1))).isEqualTo(max);
        assertThat(sum(usd(max).allocate(max, max, max))).isEqualTo(max);
        assertThat(usd(max).allocate(max, 0)).containsExactly(usd(max), usd(0));
        assertThat(usd(max).allocate(1)).containsExactly(usd(max));
        // The remainders are beyond a long here; the heaviest fraction still comes first.
        assertThat(sum(usd(3).allocate(max, max, max, max, max))).isEqualTo(3);
    }

    /// Its opposite is no amount: refused as every other overflow, not split into parts that sum to something else.
    @Test
    void theSmallestAmountIsRefusedAndNotSplitWrongly() {
        assertThatThrownBy(() -> usd(Long.MIN_VALUE).allocate(1, 1)).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> usd(Long.MIN_VALUE).allocate(1)).isInstanceOf(ArithmeticException.class);
        assertThat(sum(usd(Long.MIN_VALUE + 1).allocate(2, 1))).isEqualTo(Long.MIN_VALUE + 1);
    }

    @Test
    void weightsThatSayNothingAreRefused() {
        assertThatThrownBy(() -> usd(1).allocate()).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> usd(1).allocate(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> usd(1).allocate(0, 0, 0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> usd(1).allocate(2, -1)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> usd(1).allocate(Long.MIN_VALUE)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @EnumSource
    void everyCurrencyHasItsDigits(Currency currency) {
        assertThat(currency.minorDigits()).isIn(0, 2);
        Money money = Money.of(123_456, currency);
        String shown = currency.minorDigits() == 0 ? "123456" : "1234.56";
        assertThat(money.major()).isEqualTo(new BigDecimal(shown));
        assertThat(money).hasToString(shown + " " + currency);
        assertThat(Money.of(-5, currency).major())
                .isEqualTo(new BigDecimal(currency.minorDigits() == 0 ? "-5" : "-0.05"));
        assertThat(Currency.find(currency.stripeCode())).contains(currency);
        assertThat(Currency.find(currency.name())).contains(currency);
    }

    @Test
    void yenHaveNoDigitsAndEuroHaveTwo() {
        assertThat(Currency.JPY.minorDigits()).isZero();
        assertThat(Arrays.stream(Currency.values()).filter(c -> c.minorDigits() == 0))
                .containsExactly(Currency.JPY);
        assertThat(Currency.EUR.minorDigits()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "usd ", "XXX", "US", "dollar", "€", "UŞD"})
    void noOtherCodeIsACurrency(String code) {
        assertThat(Currency.find(code)).isEmpty();
    }

    /// The code is read by its letters in every language; Turkish has another capital I.
    @Test
    void codesAreReadAlikeInEveryLanguage() {
        var before = java.util.Locale.getDefault();
        try {
            java.util.Locale.setDefault(java.util.Locale.forLanguageTag("tr"));
            for (Currency c : Currency.values()) {
                assertThat(Currency.find(c.stripeCode())).contains(c);
                assertThat(c.stripeCode()).matches("[a-z]{3}");
            }
        } finally {
            java.util.Locale.setDefault(before);
        }
    }
}
