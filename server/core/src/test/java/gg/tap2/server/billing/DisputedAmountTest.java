package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;

import com.stripe.model.Dispute;
import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.model.common.Currency;
import gg.tap2.model.fees.SaleKind;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What a dispute takes of a sale. It would notice a dispute that takes what was refunded or disputed before, one that
/// believes an amount in another currency, and fees given back twice when disputes are won and lost in any order.
final class DisputedAmountTest {
    private static final UUID ID = UUID.fromString("0190a1b2-c3d4-7000-8000-00000000000c");
    private static final Instant PAID = Instant.parse("2026-11-02T10:00:00Z");

    private static PaymentRow payment(long amount, long fee, long refunded, long returned, long disputed) {
        return new PaymentRow(
                ID,
                ID,
                ID,
                SaleKind.PRODUCT,
                null,
                null,
                null,
                "A title",
                amount,
                Currency.EUR,
                fee,
                0,
                0,
                false,
                amount - fee,
                refunded,
                returned,
                disputed,
                PaymentStatus.SUCCEEDED,
                null,
                null,
                null,
                null,
                null,
                null,
                0,
                null,
                false,
                null,
                PAID,
                PAID,
                null);
    }

    private static Dispute dispute(long amount, String currency) {
        var d = new Dispute();
        d.setAmount(amount);
        d.setCurrency(currency);
        return d;
    }

    @ParameterizedTest
    @CsvSource({
        // sold, refunded, disputed; Stripe's amount and currency; taken
        "1000, 0, 0, 1000, eur, 1000",
        "1000, 0, 0, 400, eur, 400",
        "1000, 300, 0, 1000, eur, 700",
        "1000, 300, 300, 1000, eur, 400",
        "1000, 1000, 0, 1000, eur, 0",
        "1000, 600, 600, 1000, eur, 0",
        "1000, 0, 0, 1100, usd, 1000",
        "1000, 0, 0, 1, usd, 1000",
        "1000, 250, 0, 99999, jpy, 750",
        "1000, 1000, 0, 5, usd, 0"
    })
    void knownAmounts(long sold, long refunded, long disputed, long theirs, String currency, long taken) {
        assertThat(Disputes.amount(payment(sold, 0, refunded, 0, disputed), dispute(theirs, currency)))
                .isEqualTo(taken);
    }

    /// Refunds and disputes, some of them won, in any order: no more is taken than was paid, the platform's fee goes
    /// back
    /// with it and never more than once, and all that was taken by a dispute comes back when it is won.
    @Test
    void overAnySequenceNoMoreIsTakenThanWasPaid() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("DisputedAmountTest seed " + seed);
        var random = new Random(seed);
        record Open(long amount, long fee) {}
        for (int round = 0; round < 4_000; round++) {
            long sold = 1 + random.nextInt(random.nextBoolean() ? 100 : 500_000);
            long fee = random.nextLong(sold + 1);
            long refunded = 0;
            long disputed = 0;
            long returned = 0;
            long creator = sold - fee;
            long platform = fee;
            long fan = 0;
            var open = new ArrayList<Open>();
            for (int step = 0; step < 15; step++) {
                PaymentRow p = payment(sold, fee, refunded, returned, disputed);
                int what = random.nextInt(3);
                if (what == 0 && !open.isEmpty()) {
                    Open won = open.remove(random.nextInt(open.size()));
                    disputed -= won.amount();
                    returned -= won.fee();
                    creator += won.amount() - won.fee();
                    platform += won.fee();
                    fan -= won.amount();
                } else if (what == 1) {
                    long amount = Disputes.amount(p, dispute(1 + random.nextLong(sold * 2), "eur"));
                    long back = RefundBooking.feeReturned(p, amount);
                    open.add(new Open(amount, back));
                    disputed += amount;
                    returned += back;
                    creator -= amount - back;
                    platform -= back;
                    fan += amount;
                } else {
                    long left = p.refundable();
                    long amount = left == 0 ? 0 : 1 + random.nextLong(left);
                    long back = amount == 0 ? 0 : RefundBooking.feeReturned(p, amount);
                    refunded += amount;
                    returned += back;
                    creator -= amount - back;
                    platform -= back;
                    fan += amount;
                }
                assertThat(refunded + disputed).as("%d of %d", step, round).isBetween(0L, sold);
                assertThat(platform).as("the platform's part").isBetween(0L, fee);
                assertThat(creator).as("the creator's part").isBetween(0L, sold - fee);
                assertThat(creator + platform + fan)
                        .as("every cent is somewhere")
                        .isEqualTo(sold);
            }
        }
    }
}
