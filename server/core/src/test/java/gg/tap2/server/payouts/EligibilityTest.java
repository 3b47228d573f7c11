package gg.tap2.server.payouts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.model.payouts.PayoutReason;
import gg.tap2.model.payouts.PayoutReason.Actor;
import gg.tap2.model.payouts.PayoutReason.Code;
import gg.tap2.server.payouts.Eligibility.Facts;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/// Whether money may leave, as a table of cases: each reason alone, its order among others, and its figures.
final class EligibilityTest {
    private static final Instant RELEASE = Instant.parse("2026-12-07T10:00:00Z");
    private static final Instant FROZEN = Instant.parse("2026-12-03T00:00:00Z");

    /// A creator who may withdraw 50.00 of 100.00.
    private static final Facts GOOD =
            new Facts(10_000, 5_000, 1_000, true, true, true, true, false, false, null, false, RELEASE, false);

    private static Facts facts(long available, long asked, long minimum) {
        return new Facts(available, asked, minimum, true, true, true, true, false, false, null, false, RELEASE, false);
    }

    private static List<Code> codes(Facts f) {
        return Eligibility.reasons(f).stream().map(PayoutReason::code).toList();
    }

    private record Case(String name, UnaryOperator<Facts> change, Code code, Actor actor) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Case> obstacles() {
        return Stream.of(
                new Case("suspended", EligibilityTest::suspended, Code.ACCOUNT_SUSPENDED, Actor.PLATFORM),
                new Case("paused", EligibilityTest::paused, Code.PAYOUTS_PAUSED, Actor.PLATFORM),
                new Case("frozen", EligibilityTest::frozen, Code.PAYOUTS_FROZEN, Actor.NOBODY),
                new Case("address", EligibilityTest::unconfirmed, Code.EMAIL_UNVERIFIED, Actor.CREATOR),
                new Case("second factor", EligibilityTest::noFactor, Code.SECOND_FACTOR_MISSING, Actor.CREATOR),
                new Case("no account", EligibilityTest::noAccount, Code.NO_BANK_ACCOUNT, Actor.CREATOR),
                new Case("unverified", EligibilityTest::unverified, Code.BANK_ACCOUNT_UNVERIFIED, Actor.CREATOR),
                new Case("currency", EligibilityTest::otherCurrency, Code.CURRENCY_MISMATCH, Actor.CREATOR),
                new Case("in progress", EligibilityTest::inProgress, Code.PAYOUT_IN_PROGRESS, Actor.NOBODY));
    }

    private static Facts noFactor(Facts f) {
        return new Facts(
                f.available(),
                f.asked(),
                f.minimum(),
                f.bankAccount(),
                f.bankVerified(),
                f.currencyMatches(),
                f.emailVerified(),
                f.suspended(),
                f.payoutsPaused(),
                f.frozenUntil(),
                f.inProgress(),
                f.nextRelease(),
                true);
    }

    private static Facts suspended(Facts f) {
        return new Facts(
                f.available(),
                f.asked(),
                f.minimum(),
                f.bankAccount(),
                f.bankVerified(),
                f.currencyMatches(),
                f.emailVerified(),
                true,
                f.payoutsPaused(),
                f.frozenUntil(),
                f.inProgress(),
                f.nextRelease(),
                f.factorMissing());
    }

    private static Facts paused(Facts f) {
        return new Facts(
                f.available(),
                f.asked(),
                f.minimum(),
                f.bankAccount(),
                f.bankVerified(),
                f.currencyMatches(),
                f.emailVerified(),
                f.suspended(),
                true,
                f.frozenUntil(),
                f.inProgress(),
                f.nextRelease(),
                f.factorMissing());
    }

    private static Facts frozen(Facts f) {
        return new Facts(
                f.available(),
                f.asked(),
                f.minimum(),
                f.bankAccount(),
                f.bankVerified(),
                f.currencyMatches(),
                f.emailVerified(),
                f.suspended(),
                f.payoutsPaused(),
                FROZEN,
                f.inProgress(),
                f.nextRelease(),
                f.factorMissing());
    }

    private static Facts unconfirmed(Facts f) {
        return new Facts(
                f.available(),
                f.asked(),
                f.minimum(),
                f.bankAccount(),
                f.bankVerified(),
                f.currencyMatches(),
                false,
                f.suspended(),
                f.payoutsPaused(),
                f.frozenUntil(),
                f.inProgress(),
                f.nextRelease(),
                f.factorMissing());
    }

    private static Facts noAccount(Facts f) {
        return new Facts(
                f.available(),
                f.asked(),
                f.minimum(),
                false,
                f.bankVerified(),
                f.currencyMatches(),
                f.emailVerified(),
                f.suspended(),
                f.payoutsPaused(),
                f.frozenUntil(),
                f.inProgress(),
                f.nextRelease(),
                f.factorMissing());
    }

    private static Facts unverified(Facts f) {
        return new Facts(
                f.available(),
                f.asked(),
                f.minimum(),
                f.bankAccount(),
                false,
                f.currencyMatches(),
                f.emailVerified(),
                f.suspended(),
                f.payoutsPaused(),
                f.frozenUntil(),
                f.inProgress(),
                f.nextRelease(),
                f.factorMissing());
    }

    private static Facts otherCurrency(Facts f) {
        return new Facts(
                f.available(),
                f.asked(),
                f.minimum(),
                f.bankAccount(),
                f.bankVerified(),
                false,
                f.emailVerified(),
                f.suspended(),
                f.payoutsPaused(),
                f.frozenUntil(),
                f.inProgress(),
                f.nextRelease(),
                f.factorMissing());
    }

    private static Facts inProgress(Facts f) {
        return new Facts(
                f.available(),
                f.asked(),
                f.minimum(),
                f.bankAccount(),
                f.bankVerified(),
                f.currencyMatches(),
                f.emailVerified(),
                f.suspended(),
                f.payoutsPaused(),
                f.frozenUntil(),
                true,
                f.nextRelease(),
                f.factorMissing());
    }

    @Test
    void nothingIsInTheWay() {
        assertThat(Eligibility.reasons(GOOD)).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("obstacles")
    void eachObstacleIsSaidAloneAndWithWhoMustAct(Case c) {
        assertThat(Eligibility.reasons(c.change().apply(GOOD)))
                .containsExactly(new PayoutReason(c.code(), c.actor(), c == frozenCase(c) ? FROZEN : null, null));
    }

    private static Case frozenCase(Case c) {
        return c.code() == Code.PAYOUTS_FROZEN ? c : null;
    }

    @Test
    void anAccountThatIsNotThereIsNeitherUnverifiedNorInAnotherCurrency() {
        assertThat(codes(noAccount(unverified(otherCurrency(GOOD))))).containsExactly(Code.NO_BANK_ACCOUNT);
        assertThat(codes(unverified(otherCurrency(GOOD))))
                .containsExactly(Code.BANK_ACCOUNT_UNVERIFIED, Code.CURRENCY_MISMATCH);
    }

    @ParameterizedTest
    @CsvSource({
        // available, asked, minimum, code, amount
        "10000, 5000, 1000, ,",
        "10000, 10000, 1000, ,",
        "1000, 1000, 1000, ,",
        "0, 0, 0, ,",
        "10000, 10001, 1000, INSUFFICIENT_AVAILABLE, 1",
        "10000, 25000, 1000, INSUFFICIENT_AVAILABLE, 15000",
        "0, 1000, 1000, INSUFFICIENT_AVAILABLE, 1000",
        "10000, 999, 1000, BELOW_MINIMUM, 1000",
        "10000, 0, 1000, BELOW_MINIMUM, 1000",
        "10000, -1, 0, BELOW_MINIMUM, 0",
        "500, 500, 1000, BELOW_MINIMUM, 1000",
        "500, 999, 1000, BELOW_MINIMUM, 1000",
        "-1, 5000, 1000, NEGATIVE_BALANCE, 1",
        "-7500, 0, 1000, NEGATIVE_BALANCE, 7500",
        "-1, 0, 0, NEGATIVE_BALANCE, 1"
    })
    void amounts(long available, long asked, long minimum, Code code, Long amount) {
        var reasons = Eligibility.reasons(facts(available, asked, minimum));
        if (code == null) {
            assertThat(reasons).isEmpty();
        } else {
            assertThat(reasons).containsExactly(new PayoutReason(code, Actor.NOBODY, RELEASE, amount));
        }
    }

    @Test
    void withoutAReleaseTimeNoneIsPromised() {
        var f = new Facts(0, 1_000, 1_000, true, true, true, true, false, false, null, false, null, false);
        assertThat(Eligibility.reasons(f).getFirst().recheckAt()).isNull();
    }

    /// The reader meets what the platform decided first, then what they can do, then what time will do.
    @Test
    void everythingAtOnceIsToldInOneOrder() {
        Facts all = new Facts(-5, 1, 1_000, true, false, false, false, true, true, FROZEN, true, RELEASE, true);
        assertThat(codes(all))
                .containsExactly(
                        Code.ACCOUNT_SUSPENDED,
                        Code.PAYOUTS_PAUSED,
                        Code.PAYOUTS_FROZEN,
                        Code.EMAIL_UNVERIFIED,
                        Code.SECOND_FACTOR_MISSING,
                        Code.BANK_ACCOUNT_UNVERIFIED,
                        Code.CURRENCY_MISMATCH,
                        Code.PAYOUT_IN_PROGRESS,
                        Code.NEGATIVE_BALANCE);
    }

    /// Whatever else is true, an obstacle stays one, and money that is not there never leaves.
    @Test
    void noCombinationLetsMoneyOutThatAnObstacleKeepsIn() {
        long seed = Long.getLong("seed", ThreadLocalRandom.current().nextLong());
        System.out.println("EligibilityTest seed " + seed);
        var random = new Random(seed);
        List<Case> cases = obstacles().toList();
        for (int i = 0; i < 20_000; i++) {
            long available = random.nextInt(40_000) - 10_000;
            long asked = random.nextInt(40_000) - 1_000;
            long minimum = random.nextInt(5_000);
            Facts f = facts(available, asked, minimum);
            var set = new ArrayList<Case>();
            for (Case c : cases) {
                if (random.nextInt(4) == 0) {
                    f = c.change().apply(f);
                    set.add(c);
                }
            }
            List<Code> codes = codes(f);
            boolean account = set.stream().noneMatch(c -> c.code() == Code.NO_BANK_ACCOUNT);
            for (Case c : set) {
                boolean ofTheAccount = c.code() == Code.BANK_ACCOUNT_UNVERIFIED || c.code() == Code.CURRENCY_MISMATCH;
                if (account || !ofTheAccount) {
                    assertThat(codes).as("%s", f).contains(c.code());
                }
            }
            assertThat(codes).as("each once").doesNotHaveDuplicates();
            if (codes.isEmpty()) {
                assertThat(set).isEmpty();
                assertThat(asked).isBetween(minimum, available);
            } else if (set.isEmpty()) {
                assertThat(asked < minimum || asked > available).as("%s", f).isTrue();
            }
        }
    }
}
