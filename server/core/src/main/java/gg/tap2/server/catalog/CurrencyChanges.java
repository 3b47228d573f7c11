package gg.tap2.server.catalog;

import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.CurrencyPreview;
import gg.tap2.model.catalog.CurrencyPreview.Price;
import gg.tap2.model.common.AmountLimits;
import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

/// Changes what a creator sells and is paid in, as long as nothing was sold. Prices keep their numbers; one below the
/// smallest of the new currency becomes that smallest.
public final class CurrencyChanges {
    /// What another feature has to say about a change.
    public interface Guard {
        /// The code of the reason why the currency cannot be changed. The creator is locked against new sales.
        Optional<String> obstacle(Tx tx, UUID creatorId, Currency to);

        /// Takes the change over.
        default void changed(Tx tx, UUID creatorId, Currency to) {}
    }

    private final Db db;
    private final InstantSource clock;
    private final ProfileStore profiles = new ProfileStore();
    private final CurrencyStore store = new CurrencyStore();
    private final List<Guard> guards = new CopyOnWriteArrayList<>();

    CurrencyChanges(Db db, InstantSource clock) {
        this.db = db;
        this.clock = clock;
    }

    public void guard(Guard guard) {
        guards.add(guard);
    }

    /// What a change would do; to the present currency, what there is.
    CurrencyPreview preview(UUID creatorId, Currency to) {
        return db.read(tx -> {
            CreatorProfile p = profiles.find(tx, creatorId).orElseThrow(ApiException::notFound);
            return new CurrencyPreview(
                    p.currency(), to, obstacle(tx, creatorId, to).orElse(null), prices(tx, p, to));
        });
    }

    private Optional<String> obstacle(Tx tx, UUID creatorId, Currency to) {
        return guards.stream()
                .flatMap(g -> g.obstacle(tx, creatorId, to).stream())
                .findFirst();
    }

    private List<Price> prices(Tx tx, CreatorProfile p, Currency to) {
        var limits = AmountLimits.of(to);
        var out = new ArrayList<>(store.prices(tx, p.id(), limits));
        if (!p.tipPresets().equals(AmountLimits.of(p.currency()).tipPresets())) {
            p.tipPresets().forEach(t -> out.add(new Price("tip", null, "", t, tip(t, limits))));
        }
        var goal = p.tipGoal();
        if (goal != null) {
            out.add(new Price(
                    "goal", null, goal.title(), goal.target(), Math.max(goal.target(), limits.smallestTip())));
        }
        return List.copyOf(out);
    }

    private static long tip(long amount, AmountLimits limits) {
        return Math.clamp(amount, limits.smallestTip(), limits.largestTip());
    }

    /// Changes the currency, once: the same request again finds it done.
    ///
    /// @throws ApiException 409 with the reason once something was sold or is being paid
    public CreatorProfile change(UUID creatorId, Currency to) {
        return db.inTransaction(tx -> {
            // Waits for every payment that is being started, and lets none begin before the commit.
            CreatorProfile p = profiles.findForUpdate(tx, creatorId).orElseThrow(ApiException::notFound);
            if (p.currency() == to) {
                return p;
            }
            obstacle(tx, creatorId, to).ifPresent(code -> {
                throw ApiException.conflict(code, p.currency().name());
            });
            var limits = AmountLimits.of(to);
            var now = clock.instant();
            store.reprice(tx, creatorId, to, limits, now);
            boolean suggested =
                    p.tipPresets().equals(AmountLimits.of(p.currency()).tipPresets());
            List<Long> presets = suggested
                    ? limits.tipPresets()
                    : p.tipPresets().stream().map(t -> tip(t, limits)).toList();
            store.change(tx, creatorId, to, presets, limits.smallestTip(), ChangeCounter.next(tx, creatorId), now);
            guards.forEach(g -> g.changed(tx, creatorId, to));
            return profiles.find(tx, creatorId).orElseThrow();
        });
    }
}
