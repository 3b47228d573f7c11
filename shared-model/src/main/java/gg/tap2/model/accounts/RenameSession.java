package gg.tap2.model.accounts;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// Gives a device another name in the list of sessions.
public record RenameSession(String deviceName) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().line("deviceName", deviceName, 1, 100);
    }
}
