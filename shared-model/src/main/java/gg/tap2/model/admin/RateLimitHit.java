package gg.tap2.model.admin;

import java.time.Instant;

/// How often a limit refused somebody within an hour.
public record RateLimitHit(Instant hour, String limit, String subject, long refused) {}
