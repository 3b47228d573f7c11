package gg.tap2.server.payouts;

import gg.tap2.model.common.Money;
import gg.tap2.model.payouts.BankAccount;
import gg.tap2.server.accounts.StepUp;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Decides what a withdrawal must be proven by, from the sum of the last day, the destination and what changed about
/// the account. Asked under the balance's lock with the destination that is then paid, so that nothing can be put in
/// between.
final class WithdrawalProof {
    private static final Duration DAY = Duration.ofHours(24);

    private final Payouts.Limits limits;
    private final Duration cooling;
    private final PayoutSafety safety;
    private final PayoutStore store = new PayoutStore();

    WithdrawalProof(Payouts.Limits limits, Duration cooling, PayoutSafety safety) {
        this.limits = limits;
        this.cooling = cooling;
        this.safety = safety;
    }

    /// What came with the request.
    ///
    /// @param code whether it had a right code, used up by now
    /// @param fresh whether the session was proven a moment ago
    record Given(boolean secondFactor, boolean code, boolean fresh) {}

    /// Looks at what came with a request, before any lock. A code is used up by it.
    ///
    /// @param session null for callers inside the platform, who answer for the person
    Given given(UUID userId, @Nullable String code, @Nullable UUID session) {
        boolean factor = safety.enabled(userId);
        boolean right = factor && code != null && !code.isBlank() && safety.check(userId, code);
        return new Given(factor, right, session == null || safety.fresh(session));
    }

    /// What has left or is leaving within a day, this withdrawal included.
    long sumOfDay(Tx tx, UUID creator, long amount, Instant now) {
        return Math.addExact(store.askedSince(tx, creator, now.minus(DAY)), amount);
    }

    private boolean isLarge(Tx tx, UUID creator, Money amount, Instant now) {
        return sumOfDay(tx, creator, amount.minor(), now)
                >= limits.in(amount.currency()).secondFactorOver();
    }

    /// Until when the destination or the account is too new to be paid without a code; empty when neither is.
    Optional<Instant> coolingUntil(Tx tx, UUID userId, Optional<BankAccount> to, Instant now) {
        Instant keys =
                safety.keysChangedAt(tx, userId).map(at -> at.plus(cooling)).orElse(Instant.EPOCH);
        Instant bank = to.map(BankAccount::usableFrom).orElse(Instant.EPOCH);
        Instant until = keys.isAfter(bank) ? keys : bank;
        return Optional.of(until).filter(u -> u.isAfter(now));
    }

    /// Whether a code will be asked for, for a preview.
    boolean codeNeeded(Tx tx, UUID creator, UUID userId, Money amount, Optional<BankAccount> to, Instant now) {
        return isLarge(tx, creator, amount, now)
                || coolingUntil(tx, userId, to, now).isPresent();
    }

    /// @throws ApiException 409 `second_factor_required`, `bank_account_cooling` where there is none, or 403
    ///   `step_up_required`
    void require(Tx tx, UUID creator, UUID userId, Money amount, Optional<BankAccount> to, Given given, Instant now) {
        Optional<Instant> until = coolingUntil(tx, userId, to, now);
        boolean large = isLarge(tx, creator, amount, now);
        if (until.isEmpty() && !large) {
            return;
        }
        if (given.secondFactor()) {
            if (!given.code()) {
                throw ApiException.conflict("second_factor_required");
            }
            return;
        }
        if (until.isPresent()) {
            throw ApiException.conflict("bank_account_cooling", until.get());
        }
        // A large sum is reviewed as well; the password says that the person of the account asked for it.
        if (!given.fresh()) {
            throw StepUp.required();
        }
    }

    /// Whether a second factor must be set up before anything may leave.
    boolean factorMissing(Tx tx, UUID creator, UUID userId) {
        return safety.factorMissing(tx, userId, () -> store.sentBefore(tx, creator, null));
    }

    Optional<gg.tap2.server.accounts.PayoutFreeze.Frozen> frozen(Tx tx, UUID userId) {
        return safety.frozen(tx, userId);
    }
}
