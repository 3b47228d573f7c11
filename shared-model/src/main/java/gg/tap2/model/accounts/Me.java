package gg.tap2.model.accounts;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The signed-in user. Only admins have a scope.
public record Me(
        UUID id,
        String email,
        Role role,
        boolean emailVerified,
        boolean twoFactorEnabled,
        String displayName,
        @Nullable UUID creatorId,
        @Nullable String slug,
        String locale,
        @Nullable AdminScope adminScope) {}
