package gg.tap2.studio.products;

import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.common.Ids;
import gg.tap2.studio.session.Context;
import gg.tap2.studio.store.ProductRow;
import gg.tap2.studio.sync.Edits;
import gg.tap2.studio.ui.Host;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import javafx.beans.property.ObjectProperty;
import javafx.beans.property.ReadOnlyIntegerProperty;
import javafx.beans.property.ReadOnlyIntegerWrapper;
import javafx.beans.property.SimpleObjectProperty;
import javafx.beans.property.SimpleStringProperty;
import javafx.beans.property.StringProperty;
import javafx.collections.FXCollections;
import javafx.collections.ObservableList;
import org.jspecify.annotations.Nullable;

/// The product table: searched and filtered in memory, since the rows are small; changed through the outbox.
public final class ProductsViewModel {
    private final Context ctx;
    private final ObservableList<ProductRow> shown = FXCollections.observableArrayList();
    private final StringProperty search = new SimpleStringProperty("");
    private final ObjectProperty<@Nullable ProductStatus> status = new SimpleObjectProperty<>();
    private final ReadOnlyIntegerWrapper total = new ReadOnlyIntegerWrapper();
    private List<ProductRow> all = List.of();
    private @Nullable Comparator<ProductRow> order;
    private @Nullable Runnable stop;

    public ProductsViewModel(Context ctx) {
        this.ctx = ctx;
        search.addListener((o, was, is) -> filter());
        status.addListener((o, was, is) -> filter());
    }

    public ObservableList<ProductRow> shown() {
        return shown;
    }

    public StringProperty search() {
        return search;
    }

    public ObjectProperty<@Nullable ProductStatus> status() {
        return status;
    }

    public ReadOnlyIntegerProperty total() {
        return total.getReadOnlyProperty();
    }

    /// Whether there is such a product; a link from outside may name anything.
    public boolean knows(UUID id) {
        return ctx.session().store().products().find(id).isPresent();
    }

    public void attach() {
        stop = ctx.session().sync().onChange(kinds -> {
            if (kinds.contains("product")) {
                ctx.background().later(this::load);
            }
        });
        load();
    }

    public void detach() {
        if (stop != null) {
            stop.run();
            stop = null;
        }
    }

    public void load() {
        List<ProductRow> before = all;
        ctx.background()
                .run(
                        () -> {
                            List<ProductRow> rows =
                                    ctx.session().store().products().list();
                            return rows.equals(before) ? before : rows;
                        },
                        rows -> {
                            if (rows != all) {
                                all = rows;
                                total.set(rows.size());
                                filter();
                            }
                        },
                        ctx.host().onFail());
    }

    /// Keeps this order, whatever comes; null is the newest change first.
    public void setOrder(@Nullable Comparator<ProductRow> next) {
        order = next;
        filter();
    }

    private void filter() {
        String[] words = search.get().strip().toLowerCase(Locale.ROOT).split("\\s+");
        boolean any = words.length == 1 && words[0].isEmpty();
        ProductStatus wanted = status.get();
        var matching =
                all.stream().filter(p -> wanted == null || p.status() == wanted).filter(p -> any || matches(p, words));
        Comparator<ProductRow> by = order;
        List<ProductRow> next = (by == null ? matching : matching.sorted(by)).toList();
        if (!next.equals(shown)) {
            shown.setAll(next);
        }
    }

    private static boolean matches(ProductRow row, String[] words) {
        String text = (row.title() + " " + String.join(" ", row.tags())).toLowerCase(Locale.ROOT);
        for (String word : words) {
            if (!text.contains(word)) {
                return false;
            }
        }
        return true;
    }

    public long count(@Nullable ProductStatus wanted) {
        return all.stream().filter(p -> wanted == null || p.status() == wanted).count();
    }

    /// A new draft for the editor. It is nowhere before something is written into it.
    SaveProduct blank(ProductType type) {
        return new SaveProduct(
                Ids.next(ctx.session().clock()),
                type,
                ctx.text("products.untitled"),
                "",
                0,
                false,
                null,
                null,
                null,
                List.of(),
                "",
                List.of(),
                List.of(),
                "");
    }

    public void duplicate(ProductRow row) {
        ctx.background()
                .run(
                        () -> {
                            SaveProduct source = ctx.session()
                                    .store()
                                    .products()
                                    .find(row.id())
                                    .orElseThrow()
                                    .content();
                            SaveProduct copy = Drafts.with(
                                    Drafts.with(
                                            source, "id", Ids.next(ctx.session().clock())),
                                    "title",
                                    ctx.text("products.copyOf", source.title()));
                            ctx.session()
                                    .edits()
                                    .saveProduct(Drafts.withFreshFileIds(
                                            copy, ctx.session().clock()));
                            return copy;
                        },
                        copy -> load(),
                        ctx.host().onFail());
    }

    public void delete(Collection<ProductRow> rows) {
        List<ProductRow> chosen = List.copyOf(rows);
        ctx.background()
                .run(
                        () -> {
                            chosen.forEach(r -> ctx.session().edits().deleteProduct(r.id()));
                            return chosen.size();
                        },
                        n -> load(),
                        ctx.host().onFail());
    }

    public void publish(Collection<ProductRow> rows) {
        each(rows, true);
    }

    public void unpublish(Collection<ProductRow> rows) {
        each(rows, false);
    }

    private void each(Collection<ProductRow> rows, boolean publish) {
        List<ProductRow> chosen = List.copyOf(rows);
        ctx.background()
                .run(
                        () -> {
                            ctx.session().sync().runOnce();
                            // What is public already has changes to publish at most; hiding waits for nothing.
                            List<ProductRow> hidden = chosen.stream()
                                    .filter(r -> publish && r.status() != ProductStatus.PUBLISHED)
                                    .toList();
                            ctx.session()
                                    .edits()
                                    .requireSent(
                                            hidden.stream().map(ProductRow::id).toList());
                            for (ProductRow row : chosen) {
                                if (publish && row.status() == ProductStatus.PUBLISHED) {
                                    ctx.session().edits().unpublished().publish(Edits.PRODUCT, row.id(), null);
                                    continue;
                                }
                                var now = publish
                                        ? ctx.session().api().publish(row.id())
                                        : ctx.session().api().unpublish(row.id());
                                ctx.session().store().products().saveBase(List.of(now));
                            }
                            ctx.session().sync().soon();
                            return chosen.size();
                        },
                        n -> {
                            load();
                            ctx.host()
                                    .notice(
                                            Host.Level.SUCCESS,
                                            ctx.text(publish ? "products.publishedN" : "products.unpublishedN", n));
                        },
                        e -> {
                            load();
                            ctx.host().failed(e);
                        });
    }
}
