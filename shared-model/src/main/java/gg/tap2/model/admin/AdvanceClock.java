package gg.tap2.model.admin;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// Moves the clock of a server in sandbox mode forward; it never goes back.
public record AdvanceClock(long seconds) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().range("seconds", seconds, 1, 400L * 86_400);
    }
}
