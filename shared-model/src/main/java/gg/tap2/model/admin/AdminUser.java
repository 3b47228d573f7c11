package gg.tap2.model.admin;

import gg.tap2.model.accounts.AdminScope;
import gg.tap2.model.accounts.Role;
import java.time.Instant;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A user in a list. `status` is `active`, `suspended` or `deleted`. Only admins have a scope.
public record AdminUser(
        UUID id,
        String email,
        String displayName,
        Role role,
        @Nullable AdminScope scope,
        String status,
        boolean emailVerified,
        boolean secondFactor,
        @Nullable UUID creatorId,
        @Nullable String slug,
        Instant createdAt) {}
