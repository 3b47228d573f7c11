package gg.tap2.model.admin;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.Set;

/// What is to happen to the next `count` webhooks of a stand-in. `type` is an event type, empty for any; `amount` is
/// milliseconds of delay or extra copies.
public record AddSandboxRule(String kind, String type, long amount, int count) implements Validated {
    public static final Set<String> KINDS = Set.of("drop", "delay", "duplicate", "reorder", "hold");

    @Override
    public Violations validate() {
        return Violations.none()
                .check(kind != null && KINDS.contains(kind), "kind", "invalid")
                .text("type", type == null ? "" : type, 0, 120)
                .range("amount", amount, 0, 600_000)
                .range("count", (long) count, 1, 1_000);
    }
}
