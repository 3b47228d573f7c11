package gg.tap2.model.payouts;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// What a withdrawal would do, before it is asked for. `reasons` are why it cannot be made, or only a review that it
/// would wait for; `fees` is what is kept of it, each with its amount and who takes it.
public record PayoutPreview(
        long amount,
        long fee,
        long net,
        long remaining,
        Currency currency,
        @Nullable UUID bankAccountId,
        @Nullable String bankAccountLast4,
        Instant estimatedArrival,
        long balanceVersion,
        boolean secondFactorRequired,
        List<PayoutReason> reasons,
        List<PayoutReason> fees) {}
