package gg.tap2.model.admin;

import gg.tap2.model.common.Currency;
import java.time.Instant;
import java.util.UUID;

/// A correction of a balance by the platform, as its creator sees it.
public record Adjustment(UUID id, long amount, Currency currency, String reason, Instant at) {}
