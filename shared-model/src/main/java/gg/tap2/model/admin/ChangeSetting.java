package gg.tap2.model.admin;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// Changes a setting; `value` null gives it back to the configuration.
public record ChangeSetting(String key, @Nullable String value, String reason) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none()
                .text("key", key, 1, 80)
                .text("value", value, 0, 400)
                .text("reason", reason, 5, 500);
    }
}
