package gg.tap2.server.billing;

import gg.tap2.model.common.Currency;
import gg.tap2.server.catalog.CurrencyChanges;
import gg.tap2.server.ledger.Ledger;
import gg.tap2.server.platform.db.Tx;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.UUID;

/// Keeps a creator's currency once something was sold in it, or may be paid any moment. A payment that was given up
/// counts for a day, because its buyer may have paid it meanwhile.
final class SaleCurrency implements CurrencyChanges.Guard {
    private static final Duration GIVEN_UP = Duration.ofDays(1);

    private final Ledger ledger;
    private final InstantSource clock;

    SaleCurrency(Ledger ledger, InstantSource clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    @Override
    public Optional<String> obstacle(Tx tx, UUID creatorId, Currency to) {
        boolean fixed = tx.sql("""
                SELECT 1 FROM payments WHERE creator_id = :creator
                  AND (status <> 'canceled' OR updated_at > :since)
                UNION ALL
                SELECT 1 FROM subscriptions WHERE creator_id = :creator
                  AND (status <> 'cancelled' OR stripe_subscription_id IS NOT NULL OR updated_at > :since)
                LIMIT 1""")
                .set("creator", creatorId)
                .set("since", clock.instant().minus(GIVEN_UP))
                .exists();
        return fixed || ledger.hasJournals(tx, creatorId) ? Optional.of("currency_fixed") : Optional.empty();
    }

    @Override
    public void changed(Tx tx, UUID creatorId, Currency to) {
        ledger.changeCurrency(tx, creatorId, to, clock.instant());
    }
}
