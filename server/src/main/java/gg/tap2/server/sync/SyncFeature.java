package gg.tap2.server.sync;

import gg.tap2.model.Routes;
import gg.tap2.model.billing.Dispute;
import gg.tap2.model.sync.Changes;
import gg.tap2.server.billing.BillingFeature;
import gg.tap2.server.billing.CreatorSales;
import gg.tap2.server.catalog.CatalogFeature;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.Access;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.Routing;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// `GET /creators/changes?since=cursor`. The cursor holds the creator's change number and ledger number that were
/// seen; both only become visible in order, so nothing is missed.
public final class SyncFeature {
    private static final int LIMIT = 500;

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
                c -> c.ok(changes(c.creatorId(), c.query("since").orElse(null))));
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

    /// One kind's changes, cut where another kind's page ended.
    private static final class Window {
        long end = Long.MAX_VALUE;
        boolean more;

        void limit(int size, long last) {
            if (size >= LIMIT) {
                more = true;
                end = Math.min(end, last);
            }
        }
    }

    Changes changes(UUID creator, @Nullable String since) {
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
            var window = new Window();
            var products = seqs(tx, creator, from.change(), catalog.products()::changedSince);
            window.limit(
                    products.size(),
                    products.isEmpty()
                            ? 0
                            : seqOf(tx, "products", products.getLast().id()));
            var tiers = catalog.tiers().changedSince(tx, creator, from.change(), LIMIT);
            var codes = catalog.discountCodes().changedSince(tx, creator, from.change(), LIMIT);
            window.limit(
                    codes.size(),
                    codes.isEmpty()
                            ? 0
                            : seqOf(tx, "discount_codes", codes.getLast().id()));
            var subscribers = billing.sales().subscribersChangedSince(tx, creator, from.change(), LIMIT);
            window.limit(
                    subscribers.size(),
                    subscribers.isEmpty() ? 0 : subscribers.getLast().seq());
            var sales = billing.sales().changedSince(tx, creator, from.ledger(), LIMIT);
            boolean moreSales = sales.size() >= LIMIT;
            long ledger = moreSales ? sales.getLast().seq() : lastLedger;
            long change = window.more ? window.end : lastChange;
            List<Changes.Tombstone> tombstones = tx.sql(
                            "SELECT kind, id, deleted_at FROM tombstones WHERE creator_id = :id AND change_seq > :seq ORDER BY change_seq")
                    .set("id", creator)
                    .set("seq", from.change())
                    .list(r -> new Changes.Tombstone(r.text("kind"), r.uuid("id"), r.instant("deleted_at")));
            return new Changes(
                    change + "-" + ledger,
                    window.more || moreSales,
                    catalog.profiles()
                            .findIfChangedSince(tx, creator, from.change())
                            .orElse(null),
                    products,
                    tiers,
                    codes,
                    sales.stream().map(CreatorSales.Changed::sale).toList(),
                    subscribers.stream()
                            .map(CreatorSales.ChangedSubscriber::subscriber)
                            .toList(),
                    payouts.recent(creator),
                    disputes(creator),
                    tombstones,
                    clock.instant());
        });
    }

    private List<Dispute> disputes(UUID creator) {
        return billing.disputes().list(creator, 100, 0);
    }

    private interface Source<T> {
        List<T> changedSince(Tx tx, UUID creator, long seq, int limit);
    }

    private static <T> List<T> seqs(Tx tx, UUID creator, long seq, Source<T> source) {
        return new ArrayList<>(source.changedSince(tx, creator, seq, LIMIT));
    }

    private static long seqOf(Tx tx, String table, UUID id) {
        return tx.sql("SELECT change_seq FROM " + table + " WHERE id = :id")
                .set("id", id)
                .one(r -> r.number("change_seq"));
    }
}
