package gg.tap2.model.payouts;

import java.time.Instant;
import java.util.UUID;

/// A visit to the bank that was begun: open `url` in a browser, then ask for the account by `id` until it is there.
public record BankLink(UUID id, String url, Instant expiresAt) {}
