package gg.tap2.model.accounts;

/// A token for choosing a new password at once.
public record PasswordToken(String resetToken) {}
