package gg.tap2.model.accounts;

/// Exchanges a refresh token for its successor.
public record RefreshRequest(String refreshToken) {}
