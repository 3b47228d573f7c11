package gg.tap2.server.platform.http;

import gg.tap2.model.accounts.AdminArea;
import gg.tap2.model.accounts.AdminScope;
import gg.tap2.model.accounts.Role;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// The rule behind [Access], in one place.
public final class Permissions {
    private Permissions() {}

    /// @throws ApiException 401 for guests, 403 for the wrong role or an address that is not confirmed
    public static void check(Route route, @Nullable Principal principal) {
        switch (route.access()) {
            case PUBLIC, WEBHOOK, SANDBOX -> {}
            case UNCONFIRMED, SIGNED_IN -> require(principal != null, principal);
            case FAN -> {
                require(principal != null, principal);
                requireFan(principal);
            }
            case FAN_OR_GUEST -> requireFan(principal);
            case CREATOR -> require(principal != null && principal.role() == Role.CREATOR, principal);
            case ADMIN, ADMIN_PEOPLE, ADMIN_CONTENT, ADMIN_MONEY, ADMIN_AUDIT, ADMIN_OPERATIONS, ADMIN_SETTINGS -> {
                require(principal != null && principal.role() == Role.ADMIN, principal);
                requireArea(principal, Objects.requireNonNull(route.access().area()), route.unsafe());
            }
        }
        boolean needsAddress = switch (route.access()) {
            case PUBLIC, UNCONFIRMED, WEBHOOK, SANDBOX -> false;
            case SIGNED_IN,
                    FAN,
                    FAN_OR_GUEST,
                    CREATOR,
                    ADMIN,
                    ADMIN_PEOPLE,
                    ADMIN_CONTENT,
                    ADMIN_MONEY,
                    ADMIN_AUDIT,
                    ADMIN_OPERATIONS,
                    ADMIN_SETTINGS -> true;
        };
        if (needsAddress && principal != null && !principal.confirmed()) {
            throw ApiException.of(403, "email_unconfirmed");
        }
        if (principal != null && principal.actingAdminId() != null && (route.unsafe() || route.proof() != Proof.NONE)) {
            throw ApiException.of(403, "read_only_session");
        }
    }

    /// Creators and admins buy and read with an account of their own for that, and are told so.
    private static void requireFan(@Nullable Principal principal) {
        if (principal != null && principal.role() != Role.FAN) {
            throw ApiException.of(403, "fans_only");
        }
    }

    /// Admins see and change what their scope covers.
    ///
    /// @throws ApiException 403 `admin_scope` for everything else
    public static void requireArea(@Nullable Principal admin, AdminArea area, boolean change) {
        AdminScope scope = admin == null ? null : admin.scope();
        if (scope == null || !(change ? scope.mayChange(area) : scope.maySee(area))) {
            throw ApiException.of(403, "admin_scope");
        }
    }

    private static void require(boolean ok, @Nullable Principal principal) {
        if (!ok) {
            throw principal == null ? ApiException.unauthorized("unauthenticated") : ApiException.forbidden();
        }
    }
}
