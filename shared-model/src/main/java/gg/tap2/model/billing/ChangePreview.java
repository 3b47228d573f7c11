package gg.tap2.model.billing;

import gg.tap2.model.common.Currency;
import java.time.Instant;

/// What changing the tier costs now, minor units; `effectiveAt` is the moment that an
/// upgrade is reckoned from, and the renewal for downgrades.
public record ChangePreview(long dueNow, long nextAmount, Currency currency, Instant effectiveAt, boolean immediate) {}
