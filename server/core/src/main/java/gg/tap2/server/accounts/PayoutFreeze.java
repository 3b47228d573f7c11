package gg.tap2.server.accounts;

import gg.tap2.server.platform.db.Tx;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Door to what holds a person's payouts back for the safety of their account. A freeze stops every payout until it
/// ends; a change of keys only says since when somebody else could be in the account. Both are read within the
/// transaction that sets money aside, so that nothing slips between check and use.
public final class PayoutFreeze {
    public static final Duration LENGTH = Duration.ofHours(24);

    /// Why payouts are frozen.
    public enum Reason {
        /// The owner says that a sign-in was not theirs.
        SIGN_IN_DENIED,
        /// The owner took a change of the account back.
        CHANGE_UNDONE,
        /// The owner asked for it by a mailed link of a bank account or payout.
        ASKED_BY_OWNER;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /// A freeze that has not ended.
    public record Frozen(Instant until, Reason reason) {}

    private final InstantSource clock;

    PayoutFreeze(InstantSource clock) {
        this.clock = clock;
    }

    /// The freeze in force; empty when payouts may go.
    public Optional<Frozen> inForce(Tx tx, UUID userId) {
        return tx.sql("""
                        SELECT payouts_frozen_until, payouts_frozen_reason FROM users
                        WHERE id = :id AND payouts_frozen_until > :now""")
                .set("id", userId)
                .set("now", clock.instant())
                .first(r -> new Frozen(
                        r.instant("payouts_frozen_until"), r.enumeration("payouts_frozen_reason", Reason.class)));
    }

    /// Freezes payouts for [#LENGTH] from now; a freeze that ends later stays.
    public void freeze(Tx tx, UUID userId, Reason reason) {
        Instant until = clock.instant().plus(LENGTH);
        tx.sql("""
                        UPDATE users SET payouts_frozen_until = :until, payouts_frozen_reason = :reason
                        WHERE id = :id AND (payouts_frozen_until IS NULL OR payouts_frozen_until < :until)""").set("until", until).set("reason", reason).set("id", userId).update();
    }

    /// When the person's password, second factor, address or sign-in provider last changed; empty when never since
    /// the account was opened.
    public Optional<Instant> keysChangedAt(Tx tx, UUID userId) {
        return tx.sql("SELECT keys_changed_at FROM users WHERE id = :id AND keys_changed_at IS NOT NULL")
                .set("id", userId)
                .first(r -> r.instant("keys_changed_at"));
    }

    /// Notes a change of keys, in the transaction that makes it.
    void keysChanged(Tx tx, UUID userId) {
        tx.sql("UPDATE users SET keys_changed_at = :now WHERE id = :id")
                .set("now", clock.instant())
                .set("id", userId)
                .update();
    }
}
