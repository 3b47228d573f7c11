package gg.tap2.server.statements;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import gg.tap2.model.common.Currency;
import gg.tap2.model.statements.Balances;
import gg.tap2.model.statements.StatementTotals;
import java.time.YearMonth;
import java.util.ArrayList;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

/// The arithmetic of statements alone. It would notice a month whose movements are not its change, a balance that is
/// left
/// out of the total, months that do not follow each other, and sums that wrap around.
final class StatementSumsTest {
    private static final YearMonth MONTH = YearMonth.of(2026, 11);

    private final Random random = random();

    private static Random random() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("StatementSumsTest seed " + seed);
        return new Random(seed);
    }

    private long any() {
        return random.nextInt(2_000_000) - 1_000_000;
    }

    private StatementStore.Moved moved(YearMonth month, long first) {
        var balances = new Balances(any(), any(), any(), any(), any());
        long change = Statements.total(balances);
        long[] t = new long[8];
        for (int i = 0; i < 7; i++) {
            t[i] = any();
            change -= t[i];
        }
        t[7] = change;
        return new StatementStore.Moved(
                month,
                first,
                first + random.nextInt(50),
                random.nextInt(200),
                balances,
                new StatementTotals(t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7]));
    }

    @Test
    void everyBalanceCountsOnceInTheTotal() {
        assertThat(Statements.total(new Balances(1, 10, 100, 1_000, 10_000))).isEqualTo(11_111);
        assertThat(new StatementTotals(1, 10, 100, 1_000, 10_000, 100_000, 1_000_000, 10_000_000).change())
                .isEqualTo(11_111_111);
        assertThat(Statements.total(Balances.ZERO)).isZero();
    }

    @Test
    void monthsFollowEachOtherAndTheirMovementsAreTheirChange() {
        for (int round = 0; round < 500; round++) {
            Balances opening = Balances.ZERO;
            YearMonth month = MONTH;
            long seq = 1;
            for (int i = 0; i < 12; i++) {
                var m = moved(month, seq);
                var s = Statements.month(m, Currency.USD, true, opening);
                assertThat(s.openingTotal() + s.totals().change()).isEqualTo(s.closingTotal());
                assertThat(s.closing()).isEqualTo(opening.plus(m.moved()));
                assertThat(s.closingTotal()).isEqualTo(Statements.total(s.closing()));
                assertThat(s.month()).isEqualTo(month.toString());
                opening = s.closing();
                seq = m.lastSeq() + 1;
                month = month.plusMonths(1);
            }
        }
    }

    /// A long month is added up in pieces; it must not matter where it is cut.
    @Test
    void aMonthInPiecesIsTheMonthAtOnce() {
        for (int round = 0; round < 500; round++) {
            var pieces = new ArrayList<StatementStore.Moved>();
            long seq = 1;
            for (int i = 0; i < 3; i++) {
                var m = moved(MONTH, seq);
                pieces.add(m);
                seq = m.lastSeq() + 1;
            }
            var left = pieces.get(0).plus(pieces.get(1)).plus(pieces.get(2));
            var right = pieces.get(0).plus(pieces.get(1).plus(pieces.get(2)));
            assertThat(left).isEqualTo(right);
            assertThat(left.firstSeq()).isEqualTo(1);
            assertThat(left.lastSeq()).isEqualTo(seq - 1);
            assertThat(Statements.month(left, Currency.EUR, false, Balances.ZERO)
                            .closingTotal())
                    .isEqualTo(
                            pieces.stream().mapToLong(p -> p.totals().change()).sum());
        }
    }

    /// One cent that no movement explains is one too many.
    @Test
    void aMonthThatItsMovementsDoNotExplainIsNeverShown() {
        for (int round = 0; round < 500; round++) {
            var m = moved(MONTH, 1);
            var t = m.totals();
            long off = random.nextBoolean() ? 1 : -1 - random.nextInt(1_000);
            var wrong = new StatementStore.Moved(
                    m.month(),
                    m.firstSeq(),
                    m.lastSeq(),
                    m.postings(),
                    m.moved(),
                    t.plus(new StatementTotals(0, 0, 0, off, 0, 0, 0, 0)));
            assertThatThrownBy(() -> Statements.month(wrong, Currency.USD, true, Balances.ZERO))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("2026-11");
        }
    }

    @Test
    void sumsBeyondTheLargestAmountAreRefusedAndNeverWrapAround() {
        var most = new Balances(Long.MAX_VALUE, 0, 0, 0, 0);
        assertThatThrownBy(() -> most.plus(new Balances(1, 0, 0, 0, 0))).isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> Statements.total(new Balances(Long.MAX_VALUE, 1, 0, 0, 0)))
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new StatementTotals(Long.MAX_VALUE, 1, 0, 0, 0, 0, 0, 0).change())
                .isInstanceOf(ArithmeticException.class);
        assertThatThrownBy(() -> new StatementTotals(0, 0, 0, 0, 0, 0, 0, Long.MIN_VALUE)
                        .plus(new StatementTotals(0, 0, 0, 0, 0, 0, 0, -1)))
                .isInstanceOf(ArithmeticException.class);
    }
}
