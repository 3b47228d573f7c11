package gg.tap2.model.accounts;

import java.time.Instant;

/// An access token of 15 minutes and a refresh token of 30 days that is replaced on every use.
public record Tokens(String accessToken, Instant accessExpiresAt, String refreshToken, Instant refreshExpiresAt) {}
