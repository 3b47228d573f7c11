package gg.tap2.model.admin;

import gg.tap2.model.accounts.Role;
import java.time.Instant;
import java.util.UUID;

/// A read-only session as a user. It cannot be renewed.
public record Impersonation(String accessToken, Instant expiresAt, UUID userId, String email, Role role) {}
