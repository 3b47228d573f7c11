package gg.tap2.model.notices;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;

/// Ends web push to one browser.
public record RemovePushSubscription(String endpoint) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().text("endpoint", endpoint, 1, 1000);
    }
}
