package gg.tap2.server.ledger;

import gg.tap2.server.catalog.Tiers;
import java.time.Instant;

/// Breaks the architecture's rules on purpose, so that the rules are seen to notice.
public final class PlantedDependency {
    static String broken() {
        return Tiers.class.getName() + Instant.now();
    }
}
