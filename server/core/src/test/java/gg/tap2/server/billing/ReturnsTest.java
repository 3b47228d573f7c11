package gg.tap2.server.billing;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.billing.PaymentStatus;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.model.fees.FeePolicy;
import gg.tap2.model.fees.FeeQuote;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.server.ledger.AccountKind;
import gg.tap2.server.ledger.Journal;
import gg.tap2.server.ledger.Line;
import gg.tap2.server.ledger.Metric;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// The arithmetic of sales, refunds and disputes alone, over sequences that no story tells: the platform's fee goes
/// back with what it was taken for, never more of it than was taken, and whole with the last cent.
final class ReturnsTest {
    private static final UUID ID = UUID.fromString("0190a1b2-c3d4-7000-8000-00000000000c");
    private static final Instant PAID = Instant.parse("2026-11-02T23:59:59.5Z");

    private final Random random = random();

    private static Random random() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("ReturnsTest seed " + seed);
        return new Random(seed);
    }

    private static PaymentRow payment(
            SaleKind kind, long amount, Currency currency, long fee, long refunded, long returned, long disputed) {
        return new PaymentRow(
                ID,
                ID,
                ID,
                kind,
                null,
                null,
                null,
                "A title",
                amount,
                currency,
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

    private static PaymentRow usd(long amount, long fee, long refunded, long returned, long disputed) {
        return payment(SaleKind.PRODUCT, amount, Currency.USD, fee, refunded, returned, disputed);
    }

    @ParameterizedTest
    @CsvSource({
        // amount, fee, refunded, returned, disputed; refund; fee returned
        "1000, 300, 0, 0, 0, 1000, 300",
        "1000, 300, 0, 0, 0, 500, 150",
        "1000, 300, 0, 0, 0, 1, 0",
        "1000, 300, 0, 0, 0, 2, 1",
        "1000, 300, 999, 299, 0, 1, 1",
        "1000, 300, 500, 150, 0, 500, 150",
        "1000, 300, 500, 150, 499, 1, 150",
        "1000, 0, 0, 0, 0, 700, 0",
        "999, 333, 0, 0, 0, 333, 111",
        "1000, 1, 0, 0, 0, 499, 0",
        "1000, 1, 0, 0, 0, 501, 1",
        "1000, 1, 501, 1, 0, 499, 0",
        "1000, 300, 0, 0, 0, 5000, 300",
        "1000, 300, 0, 300, 0, 500, 0"
    })
    void knownReturns(long amount, long fee, long refunded, long returned, long disputed, long refund, long back) {
        assertThat(RefundBooking.feeReturned(usd(amount, fee, refunded, returned, disputed), refund))
                .isEqualTo(back);
    }

    /// Refunds, disputes, disputes that were won and refunds that failed, until nothing is left.
    @Test
    void overAnySequenceTheFeeIsGivenBackOnceAndWhole() {
        for (int round = 0; round < 4_000; round++) {
            long amount = 1 + random.nextInt(random.nextBoolean() ? 50 : 200_000);
            long fee = random.nextInt((int) amount + 1);
            long refunded = 0;
            long disputed = 0;
            long returned = 0;
            record Step(boolean dispute, long amount, long fee) {}
            var steps = new ArrayList<Step>();
            for (int i = 0; i < 12; i++) {
                long left = amount - refunded - disputed;
                if (!steps.isEmpty() && random.nextInt(4) == 0) {
                    // Won, or failed: back by exactly what it took.
                    Step undone = steps.remove(random.nextInt(steps.size()));
                    refunded -= undone.dispute() ? 0 : undone.amount();
                    disputed -= undone.dispute() ? undone.amount() : 0;
                    returned -= undone.fee();
                } else if (left > 0) {
                    long part = random.nextInt(3) == 0 ? left : 1 + random.nextLong(left);
                    long back = RefundBooking.feeReturned(usd(amount, fee, refunded, returned, disputed), part);
                    assertThat(back).as("not of the other sign").isNotNegative();
                    assertThat(back).as("not more than goes back").isLessThanOrEqualTo(part);
                    boolean dispute = random.nextBoolean();
                    steps.add(new Step(dispute, part, back));
                    refunded += dispute ? 0 : part;
                    disputed += dispute ? part : 0;
                    returned += back;
                }
                assertThat(returned).as("%d of %d", fee, amount).isBetween(0L, fee);
                assertThat(refunded + disputed).isBetween(0L, amount);
                if (refunded + disputed == amount) {
                    assertThat(returned).as("whole with the last cent").isEqualTo(fee);
                }
            }
        }
    }

    /// Thirty per cent of a cent is nothing, and of ten single cents it is three: they go back one by one, not all
    /// with the last, which is worth less than they are.
    @Test
    void centByCentNoPartGivesBackMoreThanItself() {
        long refunded = 0;
        long returned = 0;
        var back = new ArrayList<Long>();
        while (refunded < 10) {
            long part = RefundBooking.feeReturned(usd(10, 3, refunded, returned, 0), 1);
            back.add(part);
            refunded++;
            returned += part;
        }
        assertThat(back).allMatch(b -> b == 0 || b == 1);
        assertThat(returned).isEqualTo(3);
    }

    /// However it is cut, each part gives back about its share: nobody gains by refunding in cents.
    @Test
    void manySmallRefundsGiveBackAsMuchAsOneLargeOne() {
        for (int round = 0; round < 300; round++) {
            long amount = 100 + random.nextInt(5_000);
            long fee = FeePolicy.share(amount, 3_000);
            long refunded = 0;
            long returned = 0;
            int parts = 0;
            while (refunded < amount) {
                long part = Math.min(amount - refunded, 1 + random.nextInt(50));
                returned += RefundBooking.feeReturned(usd(amount, fee, refunded, returned, 0), part);
                refunded += part;
                parts++;
                long due = FeePolicy.share(refunded, 3_000);
                assertThat(Math.abs(returned - due)).as("after %d parts", parts).isLessThanOrEqualTo(1);
            }
            assertThat(returned).isEqualTo(fee);
        }
    }

    @Test
    void whatCanBeRefundedIsWhatWasPaidAndIsStillThere() {
        assertThat(usd(1_000, 0, 0, 0, 0).refundable()).isEqualTo(1_000);
        assertThat(usd(1_000, 0, 300, 0, 200).refundable()).isEqualTo(500);
        assertThat(usd(1_000, 0, 1_000, 0, 0).refundable()).isZero();
        var p = usd(1_000, 0, 0, 0, 0);
        for (PaymentStatus status : PaymentStatus.values()) {
            var other = new PaymentRow(
                    p.id(),
                    p.creatorId(),
                    p.fanId(),
                    p.kind(),
                    null,
                    null,
                    null,
                    p.title(),
                    p.amount(),
                    p.currency(),
                    0,
                    0,
                    0,
                    false,
                    0,
                    0,
                    0,
                    0,
                    status,
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
            assertThat(other.refundable()).as("%s", status).isEqualTo(status == PaymentStatus.SUCCEEDED ? 1_000 : 0);
        }
    }

    /// The journal of a sale, for every kind, currency and policy: it sums to zero, and each part stands where it
    /// belongs.
    @Test
    void aSaleIsBookedWholeWhateverItIs() {
        var sales = new Sales(Duration.ofDays(7));
        for (int round = 0; round < 5_000; round++) {
            SaleKind kind = SaleKind.values()[random.nextInt(3)];
            Currency currency = Currency.values()[random.nextInt(Currency.values().length)];
            long gross = 1 + random.nextInt(1_000_000);
            var policy = new FeePolicy(
                    random.nextInt(10_001), random.nextInt(10_001), random.nextInt(10_001), random.nextInt(1_000), 30);
            FeeQuote quote = policy.quote(kind, Money.of(gross, currency));
            PaymentRow p = payment(kind, gross, currency, quote.platformFee().minor(), 0, 0, 0);
            assertThat(Sales.quote(policy, p)).isEqualTo(quote);
            boolean first = random.nextBoolean();
            Journal j = sales.journal(p, quote, PAID, first);
            assertThat(j.lines().stream().mapToLong(Line::amountMinor).sum()).isZero();
            assertThat(on(j, AccountKind.STRIPE_CLEARING)).isEqualTo(gross);
            assertThat(on(j, AccountKind.PENDING)).isEqualTo(-quote.net().minor());
            assertThat(on(j, AccountKind.PLATFORM_REVENUE))
                    .isEqualTo(-quote.platformFee().minor());
            assertThat(on(j, AccountKind.PROCESSOR_FEES))
                    .isEqualTo(-quote.processingFee().minor());
            assertThat(j.lines()).allMatch(l -> ID.equals(l.paymentId()));
            assertThat(j.lines().stream().filter(l -> l.account() == AccountKind.PENDING))
                    .allMatch(l -> PAID.plus(Duration.ofDays(7)).equals(l.availableAt()));
            assertThat(j.lifetimeDelta()).isEqualTo(quote.net().minor());
            metric(j.metric(), kind, gross, quote.net().minor(), first);
        }
    }

    private static long on(Journal j, AccountKind account) {
        return j.lines().stream()
                .filter(l -> l.account() == account)
                .mapToLong(Line::amountMinor)
                .sum();
    }

    private static void metric(Metric m, SaleKind kind, long gross, long net, boolean first) {
        assertThat(m)
                .isEqualTo(new Metric(
                        LocalDate.of(2026, 11, 2),
                        gross,
                        kind == SaleKind.TIP ? gross : 0,
                        kind == SaleKind.TIP ? 1 : 0,
                        kind == SaleKind.SUBSCRIPTION ? gross : 0,
                        first ? 1 : 0,
                        kind == SaleKind.PRODUCT ? gross : 0,
                        kind == SaleKind.PRODUCT ? 1 : 0,
                        0,
                        net));
    }

    @Test
    void withoutAHoldMoneyIsAvailableAtOnce() {
        assertThat(new Sales(Duration.ZERO).availableAt(PAID)).isEqualTo(PAID);
        assertThat(new Sales(Duration.ofDays(7)).availableAt(PAID)).isEqualTo(Instant.parse("2026-11-09T23:59:59.5Z"));
    }

    /// All money ever paid by a fan is somewhere: with the creator, the platform, the processor or back with the fan.
    @Test
    void afterAnySequenceEveryCentIsSomewhere() {
        for (int round = 0; round < 2_000; round++) {
            long gross = 1 + random.nextInt(100_000);
            var policy = new FeePolicy(0, 0, random.nextInt(10_001), 290, 30);
            FeeQuote q = policy.quote(SaleKind.SUBSCRIPTION, Money.of(gross, Currency.USD));
            long creator = q.net().minor();
            long platform = q.platformFee().minor();
            long processor = q.processingFee().minor();
            long fan = 0;
            long refunded = 0;
            long returned = 0;
            List<Long> parts = new ArrayList<>();
            while (refunded < gross && parts.size() < 8) {
                long part = parts.size() == 7 ? gross - refunded : 1 + random.nextLong(gross - refunded);
                long back = RefundBooking.feeReturned(
                        payment(
                                SaleKind.SUBSCRIPTION,
                                gross,
                                Currency.USD,
                                q.platformFee().minor(),
                                refunded,
                                returned,
                                0),
                        part);
                fan += part;
                platform -= back;
                creator -= part - back;
                refunded += part;
                returned += back;
                parts.add(part);
                assertThat(creator + platform + processor + fan).as("%s", parts).isEqualTo(gross);
                assertThat(platform).isNotNegative();
            }
            assertThat(fan).isEqualTo(gross);
            assertThat(platform)
                    .as("the platform keeps nothing of what was given back whole")
                    .isZero();
            assertThat(creator).as("the processor's fee is the creator's loss").isEqualTo(-processor);
        }
    }
}
