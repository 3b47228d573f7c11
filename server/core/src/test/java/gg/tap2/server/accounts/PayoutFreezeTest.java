package gg.tap2.server.accounts;

import static org.assertj.core.api.Assertions.assertThat;

import gg.tap2.server.platform.db.Db;
import gg.tap2.server.testing.MutableClock;
import gg.tap2.server.testing.People;
import gg.tap2.server.testing.TestDatabase;
import java.time.Duration;
import java.util.Optional;
import java.util.UUID;
import org.junit.jupiter.api.Test;

final class PayoutFreezeTest {
    private static Optional<PayoutFreeze.Frozen> inForce(Db db, PayoutFreeze freeze, UUID user) {
        return db.read(tx -> freeze.inForce(tx, user));
    }

    @Test
    void aFreezeEndsByItselfAndIsNeverShortened() {
        var clock = new MutableClock();
        try (var db = TestDatabase.open()) {
            var freeze = new PayoutFreeze(clock);
            var user = People.creator(db, "USD", clock.instant());
            assertThat(inForce(db, freeze, user)).isEmpty();
            db.transact(tx -> freeze.freeze(tx, user, PayoutFreeze.Reason.SIGN_IN_DENIED));
            var frozen = inForce(db, freeze, user).orElseThrow();
            assertThat(frozen.reason()).isEqualTo(PayoutFreeze.Reason.SIGN_IN_DENIED);
            assertThat(Duration.between(clock.instant(), frozen.until()))
                    .isBetween(PayoutFreeze.LENGTH.minusMinutes(1), PayoutFreeze.LENGTH);
            clock.advance(Duration.ofHours(1).negated());
            db.transact(tx -> freeze.freeze(tx, user, PayoutFreeze.Reason.ASKED_BY_OWNER));
            assertThat(inForce(db, freeze, user)).contains(frozen);
            clock.advance(Duration.ofHours(26));
            assertThat(inForce(db, freeze, user)).isEmpty();
        }
    }
}
