package gg.tap2.model.messages;

import gg.tap2.model.common.Validated;
import gg.tap2.model.common.Violations;
import java.util.Locale;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Whom a message goes to. `id` is the tier, the product or the fan; the others have none.
public record Audience(Kind kind, @Nullable UUID id) implements Validated {
    public enum Kind {
        /// Everybody with a running membership.
        MEMBERS,
        /// Members of one tier.
        TIER,
        /// Everybody who has paid for anything and got no full refund.
        BUYERS,
        /// Whoever may open one product.
        PRODUCT,
        /// One person.
        FAN;

        public boolean hasId() {
            return this == TIER || this == PRODUCT || this == FAN;
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @Override
    public Violations validate() {
        var v = Violations.none().required("kind", kind);
        return kind == null ? v : v.check(kind.hasId() == (id != null), "id", kind.hasId() ? "required" : "invalid");
    }
}
