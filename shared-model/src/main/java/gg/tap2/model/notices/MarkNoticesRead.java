package gg.tap2.model.notices;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Marks notices as read: the named ones, or all when `ids` is absent.
public record MarkNoticesRead(@Nullable List<UUID> ids) implements Validated {
    @Override
    public Violations validate() {
        return Violations.none().check(ids == null || ids.size() <= 500, "ids", "too_long", 500);
    }
}
