package gg.tap2.studio.products;

import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductRevision;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.catalog.Tier;
import gg.tap2.model.common.Currency;
import gg.tap2.model.common.Money;
import gg.tap2.model.common.Violations;
import gg.tap2.model.fees.FeeQuote;
import gg.tap2.model.fees.SaleKind;
import gg.tap2.studio.platform.Json;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.Conflicts;
import gg.tap2.studio.store.Documents;
import gg.tap2.studio.store.Outbox;
import gg.tap2.studio.store.ProductCopy;
import gg.tap2.studio.store.StoreException;
import gg.tap2.studio.ui.Host;
import gg.tap2.studio.uploads.UploadProgress;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import javafx.beans.property.ReadOnlyBooleanProperty;
import javafx.beans.property.ReadOnlyObjectProperty;
import javafx.beans.property.ReadOnlyObjectWrapper;
import org.jspecify.annotations.Nullable;

/// The editor of one product: an immutable content that every edit replaces, which makes undo a stack of contents.
/// Edits of one field in quick succession are one step. Everything is on the disk at most 300 ms after a key,
/// also while typing goes on.
public final class EditorViewModel {
    /// What the line under the title says.
    public enum Saved {
        SAVED,
        SAVING,
        LOCAL,
        /// Here, and not with fans until the changes are published.
        UNPUBLISHED,
        /// New, and nothing was written: it is no product yet.
        UNTOUCHED,
        /// Here; the server refused it.
        REFUSED,
        /// On the screen alone: the disk did not take it.
        UNWRITTEN,
        CONFLICT
    }

    private static final Duration AUTOSAVE = Duration.ofMillis(300);
    private static final Duration AGAIN = Duration.ofSeconds(3);
    private static final long STEP_MS = 900;

    private final Context ctx;
    private final EditorFiles files;
    private final ReadOnlyObjectWrapper<@Nullable SaveProduct> content = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<@Nullable Product> base = new ReadOnlyObjectWrapper<>();
    private final ReadOnlyObjectWrapper<Saved> saved = new ReadOnlyObjectWrapper<>(Saved.SAVED);
    private final ReadOnlyObjectWrapper<@Nullable String> refusal = new ReadOnlyObjectWrapper<>();
    private final UndoSteps steps = new UndoSteps();
    private final Map<UUID, SaveProduct> unwritten = new HashMap<>();
    /// What was in the store when it was last read or written here; edits are made over it.
    private @Nullable SaveProduct seen;
    /// A product that is none before its first edit.
    private @Nullable UUID untouched;
    private boolean toldOfFailure;
    private Currency currency = Currency.USD;
    private String lastField = "";
    private long lastEditMs;
    private @Nullable Runnable pendingSave;
    private @Nullable Runnable stopSync;
    private @Nullable Runnable stopUploads;
    private Consumer<UploadProgress> onUpload = p -> {};

    public EditorViewModel(Context ctx) {
        this.ctx = ctx;
        this.files = new EditorFiles(this, ctx);
    }

    public ReadOnlyObjectProperty<@Nullable SaveProduct> content() {
        return content.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<@Nullable Product> base() {
        return base.getReadOnlyProperty();
    }

    public ReadOnlyObjectProperty<Saved> saved() {
        return saved.getReadOnlyProperty();
    }

    public ReadOnlyBooleanProperty canUndo() {
        return steps.canUndo();
    }

    public ReadOnlyBooleanProperty canRedo() {
        return steps.canRedo();
    }

    public Currency currency() {
        return currency;
    }

    public ProductStatus status() {
        Product held = base.get();
        return held == null ? ProductStatus.DRAFT : held.status();
    }

    /// Why the server did not take what stands here, as the outbox keeps it.
    public ReadOnlyObjectProperty<@Nullable String> refusal() {
        return refusal.getReadOnlyProperty();
    }

    public void onUpload(Consumer<UploadProgress> listener) {
        onUpload = listener;
    }

    public void open(UUID id) {
        flush();
        steps.clear();
        untouched = null;
        currency = ctx.session().edits().currency();
        stopSync = ctx.session().sync().onChange(kinds -> {
            if (kinds.contains("product")) {
                ctx.background().later(() -> reload(id));
            }
        });
        stopUploads = ctx.session().uploads().onProgress(p -> ctx.background().later(() -> onUpload.accept(p)));
        ctx.session().store().products().find(id).ifPresent(this::show);
        SaveProduct held = unwritten.get(id);
        if (held != null) {
            content.set(held);
            scheduleSave();
        }
    }

    /// Opens a product that becomes one with its first edit; left untouched, it was never there.
    public void begin(SaveProduct fresh) {
        open(Objects.requireNonNull(fresh.id()));
        base.set(null);
        seen = null;
        refusal.set(null);
        untouched = fresh.id();
        content.set(fresh);
        saved.set(Saved.UNTOUCHED);
    }

    public void close() {
        flush();
        if (stopSync != null) {
            stopSync.run();
        }
        if (stopUploads != null) {
            stopUploads.run();
        }
        if (pendingSave != null) {
            pendingSave.run();
            pendingSave = null;
        }
        content.set(null);
    }

    private void show(ProductCopy copy) {
        base.set(copy.base());
        seen = copy.content();
        content.set(copy.content());
        state(copy);
    }

    private void state(ProductCopy copy) {
        boolean conflict =
                ctx.session().store().conflicts().find("product", copy.id()).isPresent();
        refusal.set(ctx.session()
                .store()
                .outbox()
                .find("product", copy.id())
                .filter(e -> e.state().equals("failed"))
                .map(Outbox.Entry::error)
                .orElse(null));
        saved.set(conflict ? Saved.CONFLICT : copy.working() == null ? Saved.SAVED : kept());
    }

    private Saved kept() {
        return status() == ProductStatus.PUBLISHED
                ? Saved.UNPUBLISHED
                : refusal.get() == null ? Saved.LOCAL : Saved.REFUSED;
    }

    /// The store changed under the editor: by our own save, by the server, or by a merge of both.
    private void reload(UUID id) {
        SaveProduct open = content.get();
        if (open == null || !id.equals(open.id()) || pendingSave != null || id.equals(untouched)) {
            return;
        }
        ctx.background()
                .run(
                        () -> ctx.session().store().products().find(id),
                        found -> found.ifPresentOrElse(this::merge, () -> vanished(open)),
                        ctx.host().onFail());
    }

    private void vanished(SaveProduct open) {
        if (pendingSave == null && content.get() == open) {
            content.set(null);
            ctx.host().notice(Host.Level.WARNING, ctx.text("products.goneElsewhere", open.title()));
        }
    }

    private void merge(ProductCopy copy) {
        SaveProduct open = content.get();
        if (pendingSave != null || open == null || !copy.id().equals(open.id())) {
            return;
        }
        base.set(copy.base());
        seen = copy.content();
        if (!copy.content().equals(open)) {
            steps.push(open);
            content.set(copy.content());
        }
        state(copy);
    }

    /// Replaces one field.
    public void set(String field, @Nullable Object value) {
        SaveProduct before = content.get();
        if (before == null) {
            return;
        }
        SaveProduct after = Drafts.with(before, field, value);
        if (after.equals(before)) {
            return;
        }
        long now = ctx.session().clock().millis();
        if (!field.equals(lastField) || now - lastEditMs > STEP_MS || steps.isEmpty()) {
            steps.push(before);
        }
        lastField = field;
        lastEditMs = now;
        steps.edited();
        content.set(after);
        scheduleSave();
    }

    public void undo() {
        SaveProduct now = content.get();
        step(now == null ? null : steps.back(now));
    }

    public void redo() {
        SaveProduct now = content.get();
        step(now == null ? null : steps.forth(now));
    }

    private void step(@Nullable SaveProduct next) {
        if (next != null) {
            content.set(next);
            lastField = "";
            scheduleSave();
        }
    }

    private void scheduleSave() {
        if (pendingSave != null) {
            // Who types on is saved all the same: nothing is older than this on the screen alone.
            return;
        }
        untouched = null;
        saved.set(Saved.SAVING);
        // A direct background saves before it returns, so the marker must stand first.
        pendingSave = () -> {};
        Runnable cancel = ctx.background().after(AUTOSAVE, this::flush);
        if (pendingSave != null) {
            pendingSave = cancel;
        }
    }

    /// Saves now what waits to be saved, in the calling thread: a local write of a millisecond.
    public void flush() {
        SaveProduct now = content.get();
        if (pendingSave == null || now == null) {
            return;
        }
        pendingSave.run();
        pendingSave = null;
        try {
            ctx.session().edits().saveProduct(now, Objects.requireNonNullElse(seen, now));
            seen = now;
            unwritten.remove(Objects.requireNonNull(now.id()));
            toldOfFailure = false;
            ctx.session()
                    .store()
                    .products()
                    .find(UUID.fromString(String.valueOf(now.id())))
                    .ifPresent(this::state);
        } catch (StoreException e) {
            keep(now);
            if (!toldOfFailure) {
                toldOfFailure = true;
                ctx.host().failed(e);
            }
        } catch (RuntimeException e) {
            ctx.host().failed(e);
        }
    }

    /// What could not be written stays in hand, and is tried again while the product is open and when it is opened.
    private void keep(SaveProduct now) {
        unwritten.put(Objects.requireNonNull(now.id()), now);
        saved.set(Saved.UNWRITTEN);
        pendingSave = () -> {};
        Runnable cancel = ctx.background().after(AGAIN, this::flush);
        if (pendingSave != null) {
            pendingSave = cancel;
        }
    }

    public Violations problems() {
        SaveProduct now = content.get();
        return now == null ? Violations.none() : now.validate(currency);
    }

    /// The split of a price by the very code that books it.
    public FeeQuote quote(long price) {
        return ctx.session().fees().quote(SaleKind.PRODUCT, Money.of(Math.max(0, price), currency));
    }

    public List<Tier> tiers() {
        return ctx.session().store().documents().list(Documents.TIER, Tier.class);
    }

    /// Files, lessons and cover.
    public EditorFiles files() {
        return files;
    }

    /// Publishes after everything local has reached the server. Hiding waits for nothing; what was not published is
    /// a draft from then on.
    public void publish(boolean publish) {
        if (untouched != null) {
            scheduleSave();
        }
        flush();
        SaveProduct now = content.get();
        if (now == null) {
            return;
        }
        UUID id = Objects.requireNonNull(now.id());
        ctx.background()
                .run(
                        () -> {
                            ctx.session().sync().runOnce();
                            if (publish) {
                                ctx.session().edits().requireSent(List.of(id));
                            }
                            Product answer = publish
                                    ? ctx.session().api().publish(id)
                                    : ctx.session().api().unpublish(id);
                            ctx.session().store().products().saveBase(List.of(answer));
                            ctx.session().sync().runOnce();
                            return ctx.session().store().products().find(id).orElseThrow();
                        },
                        copy -> {
                            base.set(copy.base());
                            state(copy);
                            ctx.host()
                                    .notice(
                                            Host.Level.SUCCESS,
                                            ctx.text(
                                                    publish ? "products.nowPublic" : "products.nowHidden",
                                                    now.title()));
                        },
                        ctx.host().onFail());
    }

    public void loadRevisions(Consumer<List<ProductRevision>> onOk) {
        UUID id = Objects.requireNonNull(Objects.requireNonNull(content.get()).id());
        ctx.background()
                .run(() -> ctx.session().api().revisions(id), onOk, ctx.host().onFail());
    }

    /// Puts an earlier content back, as an edit that can be undone.
    public void restore(ProductRevision revision) {
        SaveProduct now = content.get();
        if (now != null) {
            steps.push(now);
            content.set(Drafts.with(revision.content(), "id", now.id()));
            lastField = "";
            scheduleSave();
        }
    }

    public Optional<Conflicts.Conflict> conflict() {
        flush();
        SaveProduct now = content.get();
        return now == null
                ? Optional.empty()
                : ctx.session()
                        .store()
                        .conflicts()
                        .find("product", now.id())
                        // What was typed since the two sides met is mine as well.
                        .map(c -> new Conflicts.Conflict(
                                c.kind(),
                                c.entityId(),
                                c.base(),
                                Json.tree(now),
                                c.theirs(),
                                c.theirsVersion(),
                                c.createdAt()));
    }

    public void resolve(SaveProduct chosen) {
        SaveProduct now = Objects.requireNonNull(content.get());
        steps.push(now);
        seen = chosen;
        content.set(chosen);
        ctx.session().edits().resolve("product", String.valueOf(now.id()), chosen);
        saved.set(kept());
    }
}
