package gg.tap2.model.accounts;

import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// The signed-in user.
public record Me(
        UUID id,
        String email,
        Role role,
        boolean emailVerified,
        boolean twoFactorEnabled,
        String displayName,
        @Nullable UUID creatorId,
        @Nullable String slug,
        String locale) {}
