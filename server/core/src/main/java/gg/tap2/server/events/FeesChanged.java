package gg.tap2.server.events;

import java.time.Instant;
import java.util.UUID;

/// The platform's fees change, an event for each creator. Published by `billing.Fees`; `ref` is the change and the
/// creator. The shares are in basis points.
///
/// @param from when the new fees begin
@StoredAs("fees_change")
public record FeesChanged(
        String ref, UUID creatorId, Instant from, int tip, int product, int subscription, String reason)
        implements Event {}
