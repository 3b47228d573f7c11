package gg.tap2.server.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.common.AmountLimits;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is left of a price: free, or an amount that can be charged, and never more than before.
final class DiscountPriceTest {
    private static final long SMALLEST = AmountLimits.of(Currency.USD).smallestPrice();

    private static DiscountCode code(Integer percent, Long amount) {
        return new DiscountCode(
                Ids.next(), "SPRING", percent, amount, List.of(), null, null, null, 0, true, Instant.EPOCH);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 10, 900",
        "1000, 100, 0",
        "999, 50, 499",
        "1001, 50, 501",
        "1003, 50, 501",
        "100, 1, 99",
        "150, 99, 50",
        "60, 20, 50",
        "50, 10, 50",
        "333, 33, 223"
    })
    void percents(long price, int percent, long left) {
        assertThat(DiscountCodes.apply(code(percent, null), price, SMALLEST)).isEqualTo(left);
    }

    @ParameterizedTest
    @CsvSource({
        "1000, 250, 750",
        "1000, 1000, 0",
        "1000, 5000, 0",
        "1000, 951, 50",
        "1000, 950, 50",
        "1000, 949, 51",
        "1000, 0, 1000"
    })
    void amounts(long price, long off, long left) {
        assertThat(DiscountCodes.apply(code(null, off), price, SMALLEST)).isEqualTo(left);
    }

    @Test
    void whateverTheCodeTheBuyerPaysNothingOrWhatCanBeChargedAndNeverMoreThanThePrice() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("DiscountPriceTest seed " + seed);
        var random = new Random(seed);
        for (int i = 0; i < 50_000; i++) {
            long price = SMALLEST + random.nextInt(random.nextBoolean() ? 1_000 : 100_000_000);
            boolean percent = random.nextBoolean();
            int share = 1 + random.nextInt(100);
            long off = random.nextInt((int) Math.min(Integer.MAX_VALUE, price * 2));
            long left = DiscountCodes.apply(percent ? code(share, null) : code(null, off), price, SMALLEST);
            assertThat(left == 0 || left >= SMALLEST)
                    .as("%d of %d", left, price)
                    .isTrue();
            assertThat(left).isLessThanOrEqualTo(price);
            BigDecimal exact = percent
                    ? BigDecimal.valueOf(price)
                            .multiply(BigDecimal.valueOf(100 - share))
                            .divide(BigDecimal.valueOf(100), 10, RoundingMode.UNNECESSARY)
                    : BigDecimal.valueOf(Math.max(0, price - off));
            if (exact.compareTo(BigDecimal.valueOf(SMALLEST)) >= 0) {
                assertThat(exact.subtract(BigDecimal.valueOf(left)).abs())
                        .as("within half a cent of the exact price")
                        .isLessThanOrEqualTo(new BigDecimal("0.5"));
            }
            assertThat(left == 0).as("free only when nothing is left").isEqualTo(exact.signum() == 0);
        }
    }

    @Test
    void aHigherDiscountNeverCostsMore() {
        for (int percent = 1; percent < 100; percent++) {
            for (long price : new long[] {50, 51, 99, 1_000, 1_999, 123_457}) {
                assertThat(DiscountCodes.apply(code(percent + 1, null), price, SMALLEST))
                        .isLessThanOrEqualTo(DiscountCodes.apply(code(percent, null), price, SMALLEST));
            }
        }
    }
}
