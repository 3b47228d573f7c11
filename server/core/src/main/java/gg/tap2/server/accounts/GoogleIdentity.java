package gg.tap2.server.accounts;

/// What an ID token that was checked says.
record GoogleIdentity(String subject, String email, boolean emailVerified, String name) {}
