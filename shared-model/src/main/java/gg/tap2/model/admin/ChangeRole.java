package gg.tap2.model.admin;

import gg.tap2.model.accounts.AdminScope;
import gg.tap2.model.accounts.Role;
import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// Gives a user another role. An admin gets a scope with it, nobody else has one.
public record ChangeRole(Role role, @Nullable AdminScope scope, String reason) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none()
                .required("role", role)
                .check(role != Role.ADMIN || scope != null, "scope", "required")
                .check(role == Role.ADMIN || scope == null, "scope", "invalid")
                .text("reason", reason, 5, 500);
    }
}
