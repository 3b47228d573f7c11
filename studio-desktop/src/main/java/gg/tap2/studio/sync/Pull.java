package gg.tap2.studio.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.SaveDiscountCode;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.SaveTier;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.payouts.BankAccount;
import gg.tap2.model.sync.Changes;
import gg.tap2.studio.api.ApiFailure;
import gg.tap2.studio.api.CreatorApi;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.store.Conflicts;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.Outbox;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.store.StudioStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Brings what changed on the server into the store. Each page and its cursor are one transaction, so a crash repeats
/// at most a page, which is harmless.
final class Pull {
    private static final String CURSOR = "changes_cursor";
    private static final String SKEW = "clock_skew_ms";
    private static final Duration TELL_EVERY = Duration.ofSeconds(4);

    private final CreatorApi api;
    private final StudioStore store;
    private final InstantSource clock;
    private final DocumentMerge documents;
    private volatile Duration skew;
    private volatile @Nullable Told lastTold;

    Pull(CreatorApi api, StudioStore store, InstantSource clock) {
        this.api = api;
        this.store = store;
        this.clock = clock;
        this.documents = new DocumentMerge(store);
        this.skew = store.findSetting(SKEW)
                .map(ms -> Duration.ofMillis(Long.parseLong(ms)))
                .orElse(Duration.ZERO);
    }

    /// What the server's clock said, and this machine's count of nanoseconds then, which nobody sets.
    private record Told(Instant server, long nanos) {}

    /// Server time minus local time.
    Duration skew() {
        return skew;
    }

    /// Whether the server told its time since the studio was started.
    boolean knowsTime() {
        return lastTold != null;
    }

    /// What the server's clock says now. Before it was asked: this machine's, with the last known difference.
    Instant serverNow() {
        Told last = lastTold;
        return last == null ? clock.instant().plus(skew) : last.server().plusNanos(System.nanoTime() - last.nanos());
    }

    /// Hears how a pull of several pages goes on: how much has come, 0 to 100, and the kinds of which something did,
    /// now and then.
    interface Progress {
        void came(int percent, Set<String> kinds);
    }

    /// Kinds of which something changed. The next page is fetched while the last one is written.
    Set<String> run(Progress progress) {
        Set<String> kinds = new HashSet<>();
        Set<String> untold = new HashSet<>();
        Instant told = clock.instant();
        long all = 0;
        try (var ahead = new PagesAhead(api, store.findSetting(CURSOR).orElse(null))) {
            boolean more = true;
            while (more && !Thread.currentThread().isInterrupted()) {
                Changes page = ahead.next();
                skew = Duration.between(clock.instant(), page.serverTime());
                lastTold = new Told(page.serverTime(), System.nanoTime());
                store.db().write(c -> {
                    store.saveSetting(SKEW, String.valueOf(skew.toMillis()));
                    take(page, untold);
                    store.saveSetting(CURSOR, page.cursor());
                    return null;
                });
                kinds.addAll(untold);
                more = page.hasMore();
                all = Math.max(all, page.ahead());
                if (more && all > 0) {
                    boolean tell = clock.instant().isAfter(told.plus(TELL_EVERY));
                    progress.came((int) (100 * (all - page.ahead()) / all), tell ? Set.copyOf(untold) : Set.of());
                    if (tell) {
                        untold.clear();
                        told = clock.instant();
                    }
                }
            }
        }
        money(kinds);
        fees(kinds);
        return kinds;
    }

    /// Forgets the cursor: the next run brings everything, onto what is there.
    void startOver() {
        store.deleteSetting(CURSOR);
    }

    private void take(Changes page, Set<String> kinds) {
        CreatorProfile profile = page.profile();
        if (profile != null) {
            profile(profile);
            kinds.add(Documents.PROFILE);
        }
        takeProducts(page.products(), kinds);
        for (Tier t : page.tiers()) {
            tier(t);
            kinds.add(Documents.TIER);
        }
        for (DiscountCode d : page.discountCodes()) {
            documents.meet(
                    new DocumentMerge.Theirs<>(
                            Documents.DISCOUNT, d.id(), 1, d, d.createdAt().toString()),
                    DiscountCode.class,
                    Contents::of,
                    SaveDiscountCode.class,
                    Contents::with);
            kinds.add(Documents.DISCOUNT);
        }
        if (!page.sales().isEmpty()) {
            store.sales().save(page.sales());
            kinds.add("sale");
        }
        page.subscribers().forEach(s -> {
            store.documents()
                    .saveBase(
                            Documents.SUBSCRIBER,
                            s.subscriptionId(),
                            1,
                            s,
                            s.since().toString());
            kinds.add(Documents.SUBSCRIBER);
        });
        page.payouts().forEach(p -> {
            store.documents()
                    .saveBase(Documents.PAYOUT, p.id(), 1, p, p.createdAt().toString());
            kinds.add(Documents.PAYOUT);
        });
        page.disputes().forEach(d -> {
            store.documents()
                    .saveBase(Documents.DISPUTE, d.id(), 1, d, d.createdAt().toString());
            kinds.add(Documents.DISPUTE);
        });
        page.tombstones().forEach(t -> bury(t, kinds));
    }

    void tier(Tier t) {
        documents.meet(
                new DocumentMerge.Theirs<>(Documents.TIER, t.id(), t.version(), t, Edits.sort(t.sortOrder())),
                Tier.class,
                Contents::of,
                SaveTier.class,
                Contents::with);
    }

    void profile(CreatorProfile p) {
        documents.meet(
                new DocumentMerge.Theirs<>(Documents.PROFILE, Documents.ONLY, p.version(), p, ""),
                CreatorProfile.class,
                Contents::of,
                SaveProfile.class,
                Contents::with);
    }

    private void takeProducts(List<Product> products, Set<String> kinds) {
        if (products.isEmpty()) {
            return;
        }
        kinds.add(Edits.PRODUCT);
        List<Product> plain = new ArrayList<>();
        for (Product theirs : products) {
            Optional<ProductCopy> held = store.products().find(theirs.id());
            if (held.isEmpty() || held.get().base() == null || isAsOnServer(held.get())) {
                plain.add(theirs);
            } else {
                meet(held.get(), theirs);
            }
        }
        store.products().saveBase(plain);
    }

    /// Neither edited nor let go.
    private boolean isAsOnServer(ProductCopy held) {
        return held.working() == null
                && store.outbox()
                        .find(Edits.PRODUCT, held.id())
                        .map(Outbox.Entry::content)
                        .isEmpty();
    }

    /// The server's new state meets unsaved edits. Disjoint edits merge; others wait for the user, with all three
    /// states kept. Returns whether it merged.
    boolean meet(ProductCopy held, Product theirs) {
        return store.db().write(c -> meetIn(held, theirs));
    }

    private boolean meetIn(ProductCopy held, Product theirs) {
        Product base = java.util.Objects.requireNonNull(held.base());
        SaveProduct mine = held.working();
        if (theirs.version() <= base.version()) {
            store.products().saveBase(List.of(theirs));
            return true;
        }
        ObjectNode baseTree = Json.tree(ProductCopy.contentOf(base));
        ObjectNode theirTree = Json.tree(ProductCopy.contentOf(theirs));
        if (mine == null) {
            // What was let go had arrived, and the studio ended before it was ticked off.
            store.products().saveBase(List.of(theirs));
            store.outbox().drop(Edits.PRODUCT, held.id());
            return true;
        }
        var merge = ThreeWayMerge.merge(baseTree, Json.tree(mine), theirTree);
        store.products().saveBase(List.of(theirs));
        documents.meetLetGo(Edits.PRODUCT, held.id(), baseTree, theirTree);
        if (merge.isClean()
                && ThreeWayMerge.differences(merge.merged(), theirTree).isEmpty()
                && !store.outbox()
                        .find(Edits.PRODUCT, held.id())
                        .map(e -> e.content() != null)
                        .orElse(false)) {
            // Both sides wrote the same.
            store.products().dropWorking(held.id());
            store.outbox().drop(Edits.PRODUCT, held.id());
            return true;
        }
        if (merge.isClean()) {
            store.products()
                    .saveWorking(
                            held.id(),
                            Json.fromTree(merge.merged(), SaveProduct.class),
                            theirs.currency(),
                            clock.instant());
            return true;
        }
        ObjectNode oldest = store.conflicts()
                .find(Edits.PRODUCT, held.id())
                .map(Conflicts.Conflict::base)
                .orElse(baseTree);
        store.conflicts()
                .save(new Conflicts.Conflict(
                        Edits.PRODUCT,
                        held.id().toString(),
                        oldest,
                        Json.tree(mine),
                        theirTree,
                        theirs.version(),
                        clock.instant()));
        store.db()
                .update(
                        "UPDATE outbox SET state = 'conflict', release_at = NULL, content = NULL"
                                + " WHERE kind = ? AND entity_id = ?",
                        Edits.PRODUCT,
                        held.id());
        return false;
    }

    private void bury(Changes.Tombstone grave, Set<String> kinds) {
        UUID id = grave.id();
        String kind = grave.kind().startsWith("discount") ? Documents.DISCOUNT : grave.kind();
        kinds.add(kind);
        if (store.outbox().holds(kind, id)) {
            // What was written here is nowhere else; the creator says what becomes of it.
            store.outbox().gone(kind, id);
            store.conflicts().delete(kind, id);
            return;
        }
        if (kind.equals(Edits.PRODUCT)) {
            store.products().delete(id);
        } else {
            store.documents().delete(kind, id);
        }
    }

    /// The balance and where it goes. A server that lacks one of these leaves the last known state in place.
    private void money(Set<String> kinds) {
        optional(() -> {
            var balance = api.balance();
            store.documents().saveBase(Documents.BALANCE, Documents.ONLY, balance.version() + 1, balance, "");
            kinds.add(Documents.BALANCE);
        });
        optional(() -> {
            store.documents().replaceAll(Documents.BANK_ACCOUNT, api.bankAccounts(), b -> ((BankAccount) b).id());
            kinds.add(Documents.BANK_ACCOUNT);
        });
        optional(() -> {
            store.documents().saveBase(Documents.PAYOUT_SETTINGS, Documents.ONLY, 1, api.payoutSettings(), "");
            kinds.add(Documents.PAYOUT_SETTINGS);
        });
    }

    /// What the platform keeps; simulators work with it offline too.
    private void fees(Set<String> kinds) {
        optional(() -> {
            store.documents().saveBase(Documents.FEES, Documents.ONLY, 1, api.fees(), "");
            kinds.add(Documents.FEES);
        });
    }

    private static void optional(Runnable step) {
        try {
            step.run();
        } catch (ApiFailure.Refused e) {
            if (e.isTemporary()) {
                throw e;
            }
        }
    }
}
