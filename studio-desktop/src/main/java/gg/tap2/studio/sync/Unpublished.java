package gg.tap2.studio.sync;

import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.model.catalog.CreatorProfile;
import gg.tap2.model.catalog.DiscountCode;
import gg.tap2.model.catalog.Tier;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.Outbox;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.store.StudioStore;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/// Edits of things that fans see. They collect in the working copy, are shown as a difference, and go out by one
/// action. What goes out is what was on the screen when the creator said so; later edits wait for the next time.
public final class Unpublished {
    /// How long what was let go can be taken back.
    public static final Duration UNDO = Duration.ofSeconds(10);

    /// `before` is what fans see, `after` what the creator has written. `releaseAt` is set once it was let go, `begun`
    /// when it may have reached the server, and `error` when the server refused it, or [Outbox#GONE] or
    /// [Outbox#CALLED_OFF].
    public record Change(
            String kind,
            String id,
            ObjectNode before,
            ObjectNode after,
            @Nullable Instant releaseAt,
            boolean begun,
            @Nullable String error) {
        public List<String> fields() {
            return ThreeWayMerge.differences(before, after);
        }
    }

    private final Edits edits;
    private final StudioStore store;
    private final InstantSource clock;
    private final List<Consumer<Instant>> listeners = new CopyOnWriteArrayList<>();

    Unpublished(Edits edits, StudioStore store, InstantSource clock) {
        this.edits = edits;
        this.store = store;
        this.clock = clock;
    }

    /// Called with the time of what was let go, in server time.
    void onLetGo(Consumer<Instant> listener) {
        listeners.add(listener);
    }

    /// The server's time, by which releases are due.
    public Instant now() {
        return clock.instant();
    }

    /// What waits of one thing, as it is now.
    public Optional<Change> find(String kind, Object id) {
        return store.outbox()
                .find(kind, id)
                .filter(e -> !e.op().equals(Outbox.DELETE) && !e.state().equals("conflict"))
                .filter(e -> e.content() != null || store.outbox().isHeld(kind, id))
                .flatMap(this::change);
    }

    public List<Change> list() {
        return store.outbox().listUnpublished().stream()
                .flatMap(e -> change(e).stream())
                .toList();
    }

    /// Lets the edits go as they are now: at once, which can be taken back for [#UNDO], or at a time.
    ///
    /// @return when they go
    public Optional<Instant> publish(String kind, Object id, @Nullable Instant at) {
        Instant due = at == null ? clock.instant().plus(UNDO) : at;
        boolean[] gone = {false};
        edits.change(c -> {
            ObjectNode after = find(kind, id).map(Change::after).orElse(null);
            gone[0] = after != null && store.outbox().letGo(kind, id, Json.write(after), due);
            return null;
        });
        edits.tell(kind);
        listeners.forEach(l -> l.accept(due));
        return gone[0] ? Optional.of(due) : Optional.empty();
    }

    /// Takes back what was let go. False when it is on its way already.
    public boolean takeBack(String kind, Object id) {
        boolean[] back = {false};
        edits.change(c -> {
            back[0] = store.outbox().takeBack(kind, id);
            return null;
        });
        edits.tell(kind);
        return back[0];
    }

    /// Forgets the edits and shows what fans see; what is gone elsewhere goes here as well.
    public void discard(String kind, Object id) {
        edits.change(c -> {
            boolean gone = store.outbox()
                    .find(kind, id)
                    .map(e -> Outbox.GONE.equals(e.error()))
                    .orElse(false);
            store.outbox().drop(kind, id);
            if (kind.equals(Edits.PRODUCT)) {
                UUID product = UUID.fromString(id.toString());
                store.conflicts().delete(kind, id);
                if (gone) {
                    store.products().delete(product);
                } else {
                    store.products().dropWorking(product);
                }
            } else if (gone) {
                store.documents().delete(kind, id);
            } else {
                store.documents().dropWorking(kind, id);
            }
            return null;
        });
        edits.tell(kind);
    }

    /// A change that was neither let go nor met another one: it may vanish when nothing differs any more.
    boolean isPlain(String kind, Object id) {
        return store.outbox().find(kind, id).isEmpty()
                ? isShownAsIs(kind, id)
                : store.outbox().isHeld(kind, id)
                        && store.conflicts().find(kind, id).isEmpty();
    }

    private boolean isShownAsIs(String kind, Object id) {
        return kind.equals(Edits.PRODUCT)
                ? store.products()
                        .find(UUID.fromString(id.toString()))
                        .map(p -> p.base() != null && p.working() == null)
                        .orElse(false)
                : store.db()
                                .number(
                                        "SELECT COUNT(*) FROM document WHERE kind = ? AND id = ? AND version > 0 AND working IS NULL",
                                        kind,
                                        id)
                        > 0;
    }

    private Optional<Change> change(Outbox.Entry e) {
        ObjectNode before = before(e.kind(), e.entityId());
        ObjectNode after = after(e.kind(), e.entityId());
        return before == null || after == null
                ? Optional.empty()
                : Optional.of(
                        new Change(e.kind(), e.entityId(), before, after, e.releaseAt(), e.attempts() > 0, e.error()));
    }

    private @Nullable ObjectNode before(String kind, Object id) {
        return switch (kind) {
            case Edits.PRODUCT ->
                store.products()
                        .find(UUID.fromString(id.toString()))
                        .map(ProductCopy::base)
                        .map(p -> Json.tree(ProductCopy.contentOf(p)))
                        .orElse(null);
            case Documents.TIER ->
                store.documents()
                        .findBase(kind, id, Tier.class)
                        .map(t -> Json.tree(Contents.of(t)))
                        .orElse(null);
            case Documents.DISCOUNT ->
                store.documents()
                        .findBase(kind, id, DiscountCode.class)
                        .map(d -> Json.tree(Contents.of(d)))
                        .orElse(null);
            case Documents.PROFILE ->
                store.documents()
                        .findBase(kind, id, CreatorProfile.class)
                        .map(p -> Json.tree(Contents.of(p)))
                        .orElse(null);
            default -> null;
        };
    }

    private @Nullable ObjectNode after(String kind, Object id) {
        return switch (kind) {
            case Edits.PRODUCT ->
                store.products()
                        .find(UUID.fromString(id.toString()))
                        .map(ProductCopy::working)
                        .map(Json::tree)
                        .orElse(null);
            case Documents.TIER ->
                store.documents()
                        .findWorking(kind, id, Tier.class)
                        .map(t -> Json.tree(Contents.of(t)))
                        .orElse(null);
            case Documents.DISCOUNT ->
                store.documents()
                        .findWorking(kind, id, DiscountCode.class)
                        .map(d -> Json.tree(Contents.of(d)))
                        .orElse(null);
            case Documents.PROFILE ->
                store.documents()
                        .findWorking(kind, id, CreatorProfile.class)
                        .map(p -> Json.tree(Contents.of(p)))
                        .orElse(null);
            default -> null;
        };
    }
}
