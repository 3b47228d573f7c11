package gg.tap2.model.analytics;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A fan by what they paid in the range, net of refunds. Anonymous tips are one line without a name.
public record TopFan(
        @Nullable UUID fanId, @Nullable String name, long paid, long payments, Currency currency, Instant lastPaidAt) {}
