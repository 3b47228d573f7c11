package gg.tap2.model.notices;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import org.jspecify.annotations.Nullable;

/// What a browser's `PushManager.subscribe` answers.
public record SavePushSubscription(
        String endpoint, Keys keys, @Nullable String expirationTime) implements Validated {
    public record Keys(String p256dh, String auth) {}

    @Override
    public Violations validate() {
        var v = Violations.none().text("endpoint", endpoint, 1, 1000).required("keys", keys);
        return keys == null ? v : v.text("keys.p256dh", keys.p256dh(), 80, 100).text("keys.auth", keys.auth(), 16, 40);
    }
}
