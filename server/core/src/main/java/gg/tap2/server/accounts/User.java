package gg.tap2.server.accounts;

import gg.tap2.model.accounts.Role;
import java.time.Instant;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// A row of `users`.
public record User(
        UUID id,
        String email,
        @Nullable String passwordHash,
        Role role,
        boolean emailVerified,
        String displayName,
        String locale,
        String status,
        @Nullable Instant deletionRequestedAt) {
    public boolean isActive() {
        return status.equals("active");
    }

    public boolean isSuspended() {
        return status.equals("suspended");
    }

    public Locale language() {
        return Locale.of(locale);
    }

    @Override
    public String toString() {
        return "User[" + id + ", " + role + "]";
    }
}
