package gg.tap2.model.accounts;

/// Where the system browser goes, and the state that must come back with the code.
public record GoogleAuthorization(String authorizationUri, String state) {}
