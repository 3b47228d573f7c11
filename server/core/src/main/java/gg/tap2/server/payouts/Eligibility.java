package gg.tap2.server.payouts;

import gg.tap2.model.payouts.PayoutReason;
import gg.tap2.model.payouts.PayoutReason.Actor;
import gg.tap2.model.payouts.PayoutReason.Code;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// Why a payout cannot be made now: a pure function of what is known. Empty means it can.
public final class Eligibility {
    private Eligibility() {}

    /// What the decision rests on; amounts in minor units.
    public record Facts(
            long available,
            long asked,
            long minimum,
            boolean bankAccount,
            boolean bankVerified,
            boolean currencyMatches,
            boolean emailVerified,
            boolean suspended,
            boolean payoutsPaused,
            @Nullable Instant frozenUntil,
            boolean inProgress,
            @Nullable Instant nextRelease,
            boolean factorMissing) {}

    public static List<PayoutReason> reasons(Facts f) {
        var out = new ArrayList<PayoutReason>();
        if (f.suspended()) {
            out.add(new PayoutReason(Code.ACCOUNT_SUSPENDED, Actor.PLATFORM, null, null));
        }
        if (f.payoutsPaused()) {
            out.add(new PayoutReason(Code.PAYOUTS_PAUSED, Actor.PLATFORM, null, null));
        }
        if (f.frozenUntil() != null) {
            out.add(new PayoutReason(Code.PAYOUTS_FROZEN, Actor.NOBODY, f.frozenUntil(), null));
        }
        if (!f.emailVerified()) {
            out.add(new PayoutReason(Code.EMAIL_UNVERIFIED, Actor.CREATOR, null, null));
        }
        if (f.factorMissing()) {
            out.add(new PayoutReason(Code.SECOND_FACTOR_MISSING, Actor.CREATOR, null, null));
        }
        if (!f.bankAccount()) {
            out.add(new PayoutReason(Code.NO_BANK_ACCOUNT, Actor.CREATOR, null, null));
        } else {
            if (!f.bankVerified()) {
                out.add(new PayoutReason(Code.BANK_ACCOUNT_UNVERIFIED, Actor.CREATOR, null, null));
            }
            if (!f.currencyMatches()) {
                out.add(new PayoutReason(Code.CURRENCY_MISMATCH, Actor.CREATOR, null, null));
            }
        }
        if (f.inProgress()) {
            out.add(new PayoutReason(Code.PAYOUT_IN_PROGRESS, Actor.NOBODY, null, null));
        }
        if (f.available() < 0) {
            out.add(new PayoutReason(Code.NEGATIVE_BALANCE, Actor.NOBODY, f.nextRelease(), -f.available()));
        } else if (f.asked() < f.minimum()) {
            out.add(new PayoutReason(Code.BELOW_MINIMUM, Actor.NOBODY, f.nextRelease(), f.minimum()));
        } else if (f.asked() > f.available()) {
            out.add(new PayoutReason(
                    Code.INSUFFICIENT_AVAILABLE, Actor.NOBODY, f.nextRelease(), f.asked() - f.available()));
        }
        return List.copyOf(out);
    }
}
