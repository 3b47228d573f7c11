package gg.tap2.model.admin;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// The creator's side of it.
public record AppealTakedown(String text) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().text("text", text, 10, 4000);
    }
}
