package gg.tap2.server.stripe;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.model.BalanceTransaction;
import gg.tap2.model.common.Currency;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// Stripe's fees in the sale's currency, for any pair of currencies and any rate. It would notice a rate that is
/// applied
/// the wrong way round, digits that are forgotten, a fee rounded twice, and a rate that is believed without a check.
final class SettlementArithmeticTest {
    private final Random random = random();

    private static Random random() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("SettlementArithmeticTest seed " + seed);
        return new Random(seed);
    }

    private static BalanceTransaction movement(Currency currency, long amount, long fee, @Nullable BigDecimal rate) {
        var t = new BalanceTransaction();
        t.setId("txn_1");
        t.setCurrency(currency.stripeCode());
        t.setAmount(amount);
        t.setFee(fee);
        t.setExchangeRate(rate);
        return t;
    }

    private Currency any() {
        return Currency.values()[random.nextInt(Currency.values().length)];
    }

    /// Settled by sold, in whole units.
    private BigDecimal rate() {
        return new BigDecimal("0.004").add(BigDecimal.valueOf(random.nextInt(200_000_000), 6));
    }

    private static long exchanged(long sold, Currency from, Currency to, BigDecimal rate) {
        return BigDecimal.valueOf(sold, from.minorDigits())
                .multiply(rate)
                .setScale(to.minorDigits(), RoundingMode.HALF_UP)
                .unscaledValue()
                .longValueExact();
    }

    @Test
    void inItsOwnCurrencyAFeeIsTakenAsItIs() {
        for (int i = 0; i < 5_000; i++) {
            Currency c = any();
            long amount = random.nextInt(100_000_000);
            long fee = random.nextInt(1_000_000);
            // A rate beside the same currency says nothing.
            var s = Settlement.of(movement(c, amount, fee, random.nextBoolean() ? null : rate()), c, amount)
                    .orElseThrow();
            assertThat(s).isEqualTo(new Settlement(c.name(), amount, fee, null, fee));
        }
    }

    @Test
    void anExchangedFeeIsTheExactOneRoundedOnce() {
        for (int i = 0; i < 20_000; i++) {
            Currency sale = any();
            Currency settled = any();
            BigDecimal rate = rate();
            long sold = 50 + random.nextInt(100_000_000);
            long amount = exchanged(sold, sale, settled, rate);
            long fee = random.nextInt(5_000_000) - 1_000;
            if (sale == settled) {
                continue;
            }
            var s = Settlement.of(movement(settled, amount, fee, rate), sale, sold);
            assertThat(s).as("%d %s in %s at %s", sold, sale, settled, rate).isPresent();
            BigDecimal exact = BigDecimal.valueOf(fee, settled.minorDigits())
                    .divide(rate, 20, RoundingMode.HALF_EVEN)
                    .movePointRight(sale.minorDigits());
            assertThat(exact.subtract(BigDecimal.valueOf(s.get().feeInSale())).abs())
                    .as("%d %s at %s", fee, settled, rate)
                    .isLessThanOrEqualTo(new BigDecimal("0.5000001"));
            assertThat(Long.signum(s.get().feeInSale())).isIn(0, Long.signum(fee));
        }
    }

    /// The rate is checked against what was sold and what arrived; twice or half as much is explained by no rounding.
    @Test
    void aRateThatDoesNotExplainTheAmountIsBelievedByNobody() {
        for (int i = 0; i < 5_000; i++) {
            Currency sale = any();
            Currency settled = any();
            BigDecimal rate = rate();
            long sold = 1_000 + random.nextInt(10_000_000);
            long amount = exchanged(sold, sale, settled, rate);
            if (sale == settled || amount < 10) {
                continue;
            }
            long wrong = random.nextBoolean() ? amount * 2 : amount / 2;
            assertThat(Settlement.of(movement(settled, wrong, 30, rate), sale, sold))
                    .as("%d %s, not %d, for %d %s at %s", wrong, settled, amount, sold, sale, rate)
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"0.00000000000000000000000001", "0.000000000000000000000001", "0", "-1", "-0.92"})
    void aRateBeyondAllReasonIsNoRate(BigDecimal rate) {
        assertThat(Settlement.of(movement(Currency.EUR, 1_000, 1_500, rate), Currency.USD, 0))
                .isEmpty();
    }

    @Test
    void withoutARateAnotherCurrencyExplainsNothing() {
        for (Currency sale : Currency.values()) {
            for (Currency settled : Currency.values()) {
                assertThat(Settlement.of(movement(settled, 1_000, 30, null), sale, 1_000)
                                .isPresent())
                        .isEqualTo(sale == settled);
            }
        }
    }
}
