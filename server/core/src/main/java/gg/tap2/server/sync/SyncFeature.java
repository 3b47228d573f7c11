package gg.tap2.server.sync;

import gg.tap2.model.Routes;
import gg.tap2.model.sync.Changes;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.catalog.CatalogFeature;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Call;
import gg.tap2.server.platform.http.Routing;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/// `GET /creators/changes?since=cursor&limit=500`: at most that many changes of the catalog and of members together,
/// and
/// as many of sales; payouts and disputes come with the last page. The cursor holds the creator's change number and
/// ledger number that were
/// seen; both only become visible in order, so nothing is missed.
public final class SyncFeature {
    private static final int LIMIT = 500;
    private static final int MAX_LIMIT = 2_000;

    /// The creator's payouts, newest first; by payouts.
    public interface PayoutsOf {
        List<gg.tap2.model.payouts.Payout> recent(UUID creatorId);
    }

    private final Db db;
    private final InstantSource clock;
    private final CatalogFeature catalog;
    private final BillingFeature billing;
    private final PayoutsOf payouts;

    public SyncFeature(Db db, InstantSource clock, CatalogFeature catalog, BillingFeature billing, PayoutsOf payouts) {
        this.db = db;
        this.clock = clock;
        this.catalog = catalog;
        this.billing = billing;
        this.payouts = payouts;
    }

    public void register(Routing r) {
        r.get(
                Routes.CHANGES,
                Access.CREATOR,
                c -> c.ok(changes(c.creatorId(), c.query("since").orElse(null), limit(c))));
    }

    private static int limit(Call c) {
        try {
            return c.query("limit")
                    .map(text -> Math.clamp(Integer.parseInt(text), 1, MAX_LIMIT))
                    .orElse(LIMIT);
        } catch (NumberFormatException e) {
            throw ApiException.invalid("limit", "invalid");
        }
    }

    private record Cursor(long change, long ledger) {
        static Cursor parse(@Nullable String text) {
            if (text == null || text.isBlank()) {
                return new Cursor(0, 0);
            }
            try {
                String[] parts = text.split("-");
                return new Cursor(Long.parseLong(parts[0]), Long.parseLong(parts[1]));
            } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
                throw ApiException.invalid("since", "invalid");
            }
        }
    }

    Changes changes(UUID creator, @Nullable String since, int limit) {
        Cursor from = Cursor.parse(since);
        // One snapshot, so that the cursors and what they count belong together.
        return db.inTransaction(tx -> {
            tx.sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY").update();
            long lastChange = tx.sql("SELECT last_seq FROM change_counters WHERE creator_id = :id")
                    .set("id", creator)
                    .first(r -> r.number("last_seq"))
                    .orElse(0L);
            long lastLedger = tx.sql("SELECT version FROM creator_balances WHERE creator_id = :id")
                    .set("id", creator)
                    .first(r -> r.number("version"))
                    .orElse(0L);
            long change = endOfPage(tx, creator, from.change(), limit).orElse(lastChange);
            long ledger =
                    billing.sales().endOfPage(tx, creator, from.ledger(), limit).orElse(lastLedger);
            boolean more = change < lastChange || ledger < lastLedger;
            return new Changes(
                    change + "-" + ledger,
                    more,
                    Math.max(0, lastChange - change) + Math.max(0, lastLedger - ledger),
                    catalog.profiles()
                            .findIfChangedSince(tx, creator, from.change())
                            .orElse(null),
                    catalog.products().changedBetween(tx, creator, from.change(), change),
                    catalog.tiers().changedBetween(tx, creator, from.change(), change),
                    catalog.discountCodes().changedBetween(tx, creator, from.change(), change),
                    billing.sales().changedBetween(tx, creator, from.ledger(), ledger),
                    billing.sales().subscribersChangedBetween(tx, creator, from.change(), change),
                    more ? List.of() : payouts.recent(creator),
                    more ? List.of() : billing.disputes().list(creator, 100, 0),
                    tombstones(tx, creator, from.change(), change),
                    clock.instant());
        });
    }

    /// The number of the `limit`th change of any kind after `after`; empty when there are fewer. What shares a number
    /// is on one page.
    private static Optional<Long> endOfPage(Tx tx, UUID creator, long after, int limit) {
        String kinds = Stream.of("products", "tiers", "discount_codes", "subscriptions", "tombstones")
                .map(table -> "(SELECT change_seq FROM " + table
                        + " WHERE creator_id = :id AND change_seq > :after ORDER BY change_seq LIMIT :limit)")
                .collect(Collectors.joining(" UNION ALL "));
        return tx.sql("SELECT change_seq FROM (" + kinds + ") x ORDER BY change_seq OFFSET :skip LIMIT 1")
                .set("id", creator)
                .set("after", after)
                .set("limit", limit)
                .set("skip", limit - 1)
                .first(r -> r.number("change_seq"));
    }

    private static List<Changes.Tombstone> tombstones(Tx tx, UUID creator, long after, long upTo) {
        return tx.sql(
                        "SELECT kind, id, deleted_at FROM tombstones WHERE creator_id = :id AND change_seq > :after AND change_seq <= :upTo ORDER BY change_seq")
                .set("id", creator)
                .set("after", after)
                .set("upTo", upTo)
                .list(r -> new Changes.Tombstone(r.text("kind"), r.uuid("id"), r.instant("deleted_at")));
    }
}
