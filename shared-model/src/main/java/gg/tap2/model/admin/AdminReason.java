package gg.tap2.model.admin;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// Why an admin does something; kept in the audit trail and told to whom it concerns.
public record AdminReason(String reason) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().text("reason", reason, 5, 500);
    }
}
