package gg.tap2.model.admin;

import gg.tap2.model.accounts.Role;
import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// Gives a user another role.
public record ChangeRole(Role role, String reason) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().required("role", role).text("reason", reason, 5, 500);
    }
}
