package gg.tap2.model.accounts;

/// The answer to every registration, whether or not the address already had an account: a mail says more.
public record RegisterResult(String email) {}
