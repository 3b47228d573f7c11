package gg.tap2.studio.sync;

import gg.tap2.model.billing.DisputeNote;
import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.SaveDiscountCode;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.SaveProfile;
import gg.tap2.model.catalog.SaveTier;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Ids;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.store.Database;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.Outbox;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.store.StudioStore;
import java.time.InstantSource;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Everything a creator changes goes through here: the working copy and its outbox row in one transaction, so that an
/// edit survives a crash at any moment. Nothing here needs a connection.
public final class Edits {
    public static final String PRODUCT = "product";

    private final StudioStore store;
    private final InstantSource clock;
    private final List<Consumer<String>> listeners = new CopyOnWriteArrayList<>();
    private final List<Runnable> refused = new CopyOnWriteArrayList<>();
    private final Unpublished unpublished;
    private volatile boolean lookOnly;

    /// `clock` is this machine's; `serverTime` is what the server would say.
    public Edits(StudioStore store, InstantSource clock, InstantSource serverTime) {
        this.store = store;
        this.clock = clock;
        this.unpublished = new Unpublished(this, store, serverTime);
    }

    /// Edits of what fans see.
    public Unpublished unpublished() {
        return unpublished;
    }

    /// From now on every edit ends in a [LookOnlyException].
    public void lookOnly() {
        lookOnly = true;
    }

    /// Called for every edit that was refused; returns how to stop listening.
    public Runnable onRefused(Runnable listener) {
        refused.add(listener);
        return () -> refused.remove(listener);
    }

    void onEdit(Consumer<String> listener) {
        listeners.add(listener);
    }

    /// The creator's currency as last synced.
    public Currency currency() {
        return store.documents()
                .find(Documents.PROFILE, Documents.ONLY, CreatorProfile.class)
                .map(CreatorProfile::currency)
                .orElse(Currency.USD);
    }

    /// Saves a product's content; creates it when it is new. The id must be set.
    ///
    /// What fans see already changes when it is let go ([Unpublished]); without a difference nothing waits.
    public void saveProduct(SaveProduct content) {
        saveProduct(content, content);
    }

    /// The same, written over `seen`: what came in since from elsewhere stays where this did not change it.
    public void saveProduct(SaveProduct written, SaveProduct seen) {
        UUID id = java.util.Objects.requireNonNull(written.id());
        change(c -> {
            Optional<ProductCopy> held = store.products().find(id);
            SaveProduct content = held.map(ProductCopy::content)
                    .map(now -> over(written, seen, now, SaveProduct.class))
                    .orElse(written);
            Product base = held.map(ProductCopy::base).orElse(null);
            boolean known = base != null;
            if (base != null
                    && unpublished.isPlain(PRODUCT, id)
                    && Json.tree(ProductCopy.contentOf(base)).equals(Json.tree(content))) {
                store.outbox().drop(PRODUCT, id);
                store.products().dropWorking(id);
                return null;
            }
            store.products().saveWorking(id, content, currency(), clock.instant());
            add(PRODUCT, id, known ? Outbox.SAVE : Outbox.CREATE);
            return null;
        });
        tell(PRODUCT);
    }

    /// Makes sure that the server has these products as they are on the screen, before something is built on them.
    ///
    /// @throws NotSentException for the first that it has not, with what it said
    public void requireSent(Collection<UUID> products) {
        for (UUID id : products) {
            var waiting = store.outbox().find(PRODUCT, id);
            if (waiting.isPresent()) {
                String title =
                        store.products().find(id).map(p -> p.content().title()).orElse("");
                throw new NotSentException(
                        title,
                        waiting.get().error(),
                        waiting.get().releaseAt() != null && waiting.get().attempts() == 0);
            }
        }
    }

    public void deleteProduct(UUID id) {
        change(c -> {
            boolean onServer =
                    store.products().find(id).map(p -> p.base() != null).orElse(false);
            store.products().delete(id);
            if (onServer || store.outbox().holds(PRODUCT, id)) {
                add(PRODUCT, id, Outbox.DELETE);
            }
            store.conflicts().delete(PRODUCT, id);
            return null;
        });
        tell(PRODUCT);
    }

    /// Keeps what the bank is to read until the platform has it.
    public void saveDisputeNote(UUID dispute, DisputeNote note) {
        change(c -> {
            store.documents().saveBase(Documents.DISPUTE_NOTE, dispute, 1, note, "");
            add(Documents.DISPUTE_NOTE, dispute, Outbox.SAVE);
            return null;
        });
        tell(Documents.DISPUTE_NOTE);
    }

    public void saveTier(SaveTier content) {
        UUID id = java.util.Objects.requireNonNull(content.id());
        change(c -> {
            var base = store.documents().findBase(Documents.TIER, id, Tier.class);
            if (base.isPresent() && same(Documents.TIER, id, Contents.of(base.get()), content)) {
                return null;
            }
            Tier shown = Contents.with(base.orElseGet(() -> newTier(id)), content);
            store.documents().saveWorking(Documents.TIER, id, shown, sort(content.sortOrder()));
            add(Documents.TIER, id, base.isPresent() ? Outbox.SAVE : Outbox.CREATE);
            return null;
        });
        tell(Documents.TIER);
    }

    public void deleteTier(UUID id) {
        remove(Documents.TIER, id, Tier.class);
    }

    public void saveDiscount(SaveDiscountCode content) {
        UUID id = java.util.Objects.requireNonNull(content.id());
        change(c -> {
            var base = store.documents().findBase(Documents.DISCOUNT, id, DiscountCode.class);
            if (base.isPresent() && same(Documents.DISCOUNT, id, Contents.of(base.get()), content)) {
                return null;
            }
            DiscountCode blank = new DiscountCode(
                    id, content.code(), null, null, List.of(), null, null, null, 0, true, clock.instant());
            DiscountCode shown = Contents.with(base.orElse(blank), content);
            store.documents()
                    .saveWorking(
                            Documents.DISCOUNT, id, shown, shown.createdAt().toString());
            add(Documents.DISCOUNT, id, base.isPresent() ? Outbox.SAVE : Outbox.CREATE);
            return null;
        });
        tell(Documents.DISCOUNT);
    }

    public void deleteDiscount(UUID id) {
        remove(Documents.DISCOUNT, id, DiscountCode.class);
    }

    public void saveProfile(SaveProfile content) {
        saveProfile(content, content);
    }

    /// The same, written over `seen`, as for products.
    public void saveProfile(SaveProfile written, SaveProfile seen) {
        change(c -> {
            CreatorProfile base = store.documents()
                    .findBase(Documents.PROFILE, Documents.ONLY, CreatorProfile.class)
                    .orElseThrow(() -> new IllegalStateException("the profile has not been synced yet"));
            SaveProfile now = store.documents()
                    .findWorking(Documents.PROFILE, Documents.ONLY, CreatorProfile.class)
                    .map(Contents::of)
                    .orElse(Contents.of(base));
            SaveProfile content = over(written, seen, now, SaveProfile.class);
            if (same(Documents.PROFILE, Documents.ONLY, Contents.of(base), content)) {
                return null;
            }
            store.documents().saveWorking(Documents.PROFILE, Documents.ONLY, Contents.with(base, content), "");
            add(Documents.PROFILE, Documents.ONLY, Outbox.SAVE);
            return null;
        });
        tell(Documents.PROFILE);
    }

    /// Ends a conflict with what the user chose; it is sent against the server's present version.
    public void resolve(String kind, String id, SaveProduct chosen) {
        change(c -> {
            ProductCopy copy = store.products().find(UUID.fromString(id)).orElseThrow();
            store.products().saveWorking(copy.id(), chosen, currency(), clock.instant());
            store.conflicts().delete(kind, id);
            store.outbox().release(kind, id);
            return null;
        });
        tell(kind);
    }

    /// Whether an edit of what fans see leads back to what they see; then nothing waits any more.
    private boolean same(String kind, Object id, Object base, Object content) {
        if (!unpublished.isPlain(kind, id) || !Json.tree(base).equals(Json.tree(content))) {
            return false;
        }
        store.outbox().drop(kind, id);
        store.documents().dropWorking(kind, id);
        return true;
    }

    private static <T> T over(T written, T seen, T now, Class<T> type) {
        if (seen == written || Json.tree(seen).equals(Json.tree(now))) {
            return written;
        }
        return Json.fromTree(
                ThreeWayMerge.merge(Json.tree(seen), Json.tree(written), Json.tree(now))
                        .merged(),
                type);
    }

    static String sort(int sortOrder) {
        return "%05d".formatted(99_999 - sortOrder);
    }

    private Tier newTier(UUID id) {
        return new Tier(
                id,
                id,
                "",
                "",
                0,
                null,
                currency(),
                0,
                null,
                null,
                List.of(),
                0,
                false,
                0,
                clock.instant(),
                clock.instant(),
                0);
    }

    private <T> void remove(String kind, UUID id, Class<T> type) {
        change(c -> {
            boolean onServer = store.documents().findBase(kind, id, type).isPresent();
            store.documents().delete(kind, id);
            if (onServer || store.outbox().holds(kind, id)) {
                add(kind, id, Outbox.DELETE);
            }
            return null;
        });
        tell(kind);
    }

    /// The one way to the store, so that a session that may only look changes nothing.
    void change(Database.Work<@Nullable Object> work) {
        if (lookOnly) {
            refused.forEach(Runnable::run);
            throw new LookOnlyException();
        }
        store.db().write(work);
    }

    private void add(String kind, Object id, String op) {
        store.outbox().add(kind, id, op, Ids.next(clock).toString(), clock.instant());
    }

    /// The store was changed by somebody else than a creator's hands: a file got another id.
    public void announce(String kind) {
        tell(kind);
    }

    void tell(String kind) {
        listeners.forEach(l -> l.accept(kind));
    }
}
