package gg.tap2.model.admin;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// The second admin agrees, having seen the preview at that balance version; another one meanwhile is 409.
public record ApproveMoneyAction(String reason, long balanceVersion) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().text("reason", reason, 5, 500);
    }
}
