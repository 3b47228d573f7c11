package gg.tap2.server.payouts;

import gg.tap2.server.accounts.PayoutFreeze;
import gg.tap2.server.platform.db.Tx;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import java.util.function.BooleanSupplier;

/// What payouts ask accounts about the owner of the money.
public interface PayoutSafety {
    /// Where nobody has a second factor and nothing is frozen.
    PayoutSafety NONE = new PayoutSafety() {};

    /// Whether a second factor is on.
    default boolean enabled(UUID userId) {
        return false;
    }

    /// Whether the code of the second factor is right; it is used up.
    default boolean check(UUID userId, String code) {
        return false;
    }

    /// Whether the person of this session proved who they are a moment ago.
    default boolean fresh(UUID session) {
        return false;
    }

    /// Whether the platform asks for a second factor before it pays this person, and they have none. Read within the
    /// transaction that sets money aside or hands it to the provider.
    ///
    /// @param paidBefore whether a payout of theirs was sent before; asked only where it matters
    default boolean factorMissing(Tx tx, UUID userId, BooleanSupplier paidBefore) {
        return false;
    }

    /// The freeze in force.
    default Optional<PayoutFreeze.Frozen> frozen(Tx tx, UUID userId) {
        return Optional.empty();
    }

    /// When a password, second factor, address or provider last changed.
    default Optional<Instant> keysChangedAt(Tx tx, UUID userId) {
        return Optional.empty();
    }
}
