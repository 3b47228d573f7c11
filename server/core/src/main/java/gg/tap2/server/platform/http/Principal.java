package gg.tap2.server.platform.http;

import gg.tap2.model.accounts.AdminScope;
import gg.tap2.model.accounts.Role;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Who is calling. Only admins have a `scope`. `fanId` and `creatorId` are set when the user has that side; `viaCookie`
/// tells that the browser
/// sent the credentials by itself, so the request needs a CSRF token. `actingAdminId` is set while an admin looks
/// through a user's eyes, which only allows reading. Until `confirmed`, the address of the account is only
/// claimed, and nothing is allowed that could matter to its true owner.
public record Principal(
        UUID userId,
        UUID sessionId,
        Role role,
        @Nullable AdminScope scope,
        @Nullable UUID fanId,
        @Nullable UUID creatorId,
        boolean viaCookie,
        @Nullable UUID actingAdminId,
        boolean confirmed) {}
