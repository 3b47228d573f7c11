package gg.tap2.server.catalog;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductFile;
import gg.tap2.model.catalog.ProductRevision;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.common.Ids;
import gg.tap2.model.common.Violations;
import gg.tap2.model.media.UploadPurpose;
import gg.tap2.server.platform.db.Db;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.http.ApiException;
import gg.tap2.server.platform.http.PageRequest;
import gg.tap2.server.platform.json.Json;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// Creators' products: authoring with versions, publishing, history.
public final class Products {
    /// A file that was replaced: its present title and version, and what the creator says about it.
    public record NewVersion(
            UUID fileId,
            String title,
            int version,
            @Nullable String note) {}

    /// What people should hear of, told inside the transaction.
    public interface News {
        /// Files have a new version; once a save. `changed` is never empty.
        void newVersions(Tx tx, UUID creatorId, UUID productId, String productTitle, List<NewVersion> changed);

        /// A product is out for the first time.
        void published(Tx tx, UUID creatorId, UUID productId, String productTitle);
    }

    private final Db db;
    private final InstantSource clock;
    private final Uploaded uploads;
    private final News news;
    private final ProductStore store = new ProductStore();

    Products(Db db, InstantSource clock, Uploaded uploads, News news) {
        this.db = db;
        this.clock = clock;
        this.uploads = uploads;
        this.news = news;
    }

    /// A page of the creator's products, newest change first.
    public record Listing(List<Product> products, long total) {}

    public Listing list(UUID creatorId, PageRequest page, @Nullable String search, @Nullable String status) {
        return db.read(tx -> new Listing(
                store.list(tx, creatorId, search, status, page.limit(), page.offset()),
                store.count(tx, creatorId, search, status)));
    }

    /// Those whose change number is above `after` and at most `upTo`, oldest change first.
    public List<Product> changedBetween(Tx tx, UUID creatorId, long after, long upTo) {
        return store.changedBetween(tx, creatorId, after, upTo);
    }

    /// @throws ApiException 404 when it is not this creator's
    public Product get(UUID creatorId, UUID id) {
        return db.read(tx -> store.find(tx, creatorId, id)).orElseThrow(ApiException::notFound);
    }

    /// For billing and delivery: whatever its status, deleted ones too.
    public Optional<Product> findAny(Tx tx, UUID id) {
        return store.findAny(tx, id);
    }

    /// Creates a draft. Repeating a create with the same id gives the product as it is.
    public Product create(UUID creatorId, SaveProduct request) {
        UUID requested = request.id();
        UUID id = requested == null ? Ids.next(clock) : requested;
        return db.inTransaction(tx -> {
            CreatorCurrency.judge(tx, creatorId, request);
            tx.serialize("product", id);
            Optional<UUID> owner = store.owner(tx, id);
            if (owner.isPresent()) {
                return owner.filter(creatorId::equals)
                        .flatMap(o -> store.find(tx, creatorId, id))
                        .orElseThrow(() -> ApiException.conflict("id_taken"));
            }
            Instant now = clock.instant();
            var images = check(tx, creatorId, request);
            store.insert(tx, id, creatorId, request, images.coverUrl(), ChangeCounter.next(tx, creatorId), now);
            saveFiles(tx, id, request, Map.of());
            Product saved = store.find(tx, creatorId, id).orElseThrow();
            store.keepRevision(tx, saved, content(saved), now);
            return saved;
        });
    }

    /// Replaces a product.
    ///
    /// @throws ApiException 412 with the current product when `version` is stale
    public Product replace(UUID creatorId, UUID id, SaveProduct request, long version) {
        return db.inTransaction(tx -> {
            CreatorCurrency.judge(tx, creatorId, request);
            Product current = store.findForUpdate(tx, creatorId, id).orElseThrow(ApiException::notFound);
            if (current.version() != version) {
                throw ApiException.stale(current);
            }
            return save(tx, current, request);
        });
    }

    /// Changes only the given fields of [SaveProduct].
    public Product patch(UUID creatorId, UUID id, JsonNode fields, long version) {
        if (!fields.isObject()) {
            throw ApiException.badRequest("json_malformed");
        }
        return db.inTransaction(tx -> {
            CreatorCurrency.hold(tx, creatorId);
            Product current = store.findForUpdate(tx, creatorId, id).orElseThrow(ApiException::notFound);
            if (current.version() != version) {
                throw ApiException.stale(current);
            }
            ObjectNode merged = Json.STRICT.valueToTree(content(current));
            if (fields.has("tierId") && !fields.has("access")) {
                // Another tier, or none: what the access follows from is new.
                merged.remove("access");
            }
            fields.properties().forEach(e -> merged.set(e.getKey(), e.getValue()));
            SaveProduct request;
            try {
                request = Json.STRICT.treeToValue(merged, SaveProduct.class);
            } catch (com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException e) {
                throw ApiException.invalid(e.getPropertyName(), "unknown_field");
            } catch (IOException e) {
                throw ApiException.badRequest("json_malformed");
            }
            CreatorCurrency.judge(tx, creatorId, request);
            return save(tx, current, request);
        });
    }

    private Product save(Tx tx, Product current, SaveProduct request) {
        UUID id = current.id();
        Instant now = clock.instant();
        var images = check(tx, current.creatorId(), request);
        if (current.status() == ProductStatus.PUBLISHED) {
            requirePublishable(
                    request.title(),
                    request.files(),
                    request.hiddenContent(),
                    request.lessons(),
                    request.type().toString());
        }
        store.update(tx, id, request, images.coverUrl(), ChangeCounter.next(tx, current.creatorId()), now);
        Map<UUID, ProductFile> before = new HashMap<>();
        current.files().forEach(f -> before.put(f.id(), f));
        List<NewVersion> changed = saveFiles(tx, id, request, before);
        if (!changed.isEmpty()) {
            news.newVersions(tx, current.creatorId(), id, request.title(), changed);
        }
        Product saved = store.find(tx, current.creatorId(), id).orElseThrow();
        store.keepRevision(tx, saved, content(saved), now);
        return saved;
    }

    private List<NewVersion> saveFiles(Tx tx, UUID productId, SaveProduct request, Map<UUID, ProductFile> before) {
        var rows = new ArrayList<ProductStore.FileRow>();
        var changed = new ArrayList<NewVersion>();
        int position = 0;
        for (SaveProduct.FileRef f : request.files() == null ? List.<SaveProduct.FileRef>of() : request.files()) {
            ProductFile old = before.get(f.id());
            boolean replaced = old != null && !old.uploadId().equals(f.uploadId());
            int version = old == null ? 1 : replaced ? old.version() + 1 : old.version();
            rows.add(new ProductStore.FileRow(f.id(), f.uploadId(), position++, f.title(), version, f.note()));
            if (replaced) {
                changed.add(new NewVersion(f.id(), f.title(), version, f.note()));
            }
        }
        store.replaceFiles(tx, productId, rows);
        return changed;
    }

    private record Checked(@Nullable String coverUrl) {}

    private Checked check(Tx tx, UUID creatorId, SaveProduct request) {
        Set<UUID> wanted = new LinkedHashSet<>();
        if (request.files() != null) {
            request.files().forEach(f -> wanted.add(f.uploadId()));
        }
        UUID cover = request.coverUploadId();
        if (cover != null) {
            wanted.add(cover);
        }
        Map<UUID, Uploaded.File> ready = wanted.isEmpty() ? Map.of() : uploads.ready(tx, creatorId, wanted);
        var violations = Violations.none();
        if (request.files() != null) {
            request.files().forEach(f -> {
                Uploaded.File file = ready.get(f.uploadId());
                violations.check(file != null && file.purpose() == UploadPurpose.PRODUCT_FILE, "files", "not_ready");
            });
        }
        Uploaded.File coverFile = cover == null ? null : ready.get(cover);
        violations.check(
                cover == null || (coverFile != null && coverFile.purpose() == UploadPurpose.COVER),
                "coverUploadId",
                "not_ready");
        UUID tier = request.tierId();
        violations.check(tier == null || store.tierBelongs(tx, tier, creatorId), "tierId", "unknown");
        if (!violations.isEmpty()) {
            throw ApiException.invalid(violations);
        }
        return new Checked(coverFile == null ? null : coverFile.publicUrl());
    }

    /// Publishes; asks for everything a buyer needs.
    public Product publish(UUID creatorId, UUID id) {
        return setStatus(creatorId, id, ProductStatus.PUBLISHED);
    }

    public Product unpublish(UUID creatorId, UUID id) {
        return setStatus(creatorId, id, ProductStatus.UNPUBLISHED);
    }

    private Product setStatus(UUID creatorId, UUID id, ProductStatus status) {
        return db.inTransaction(tx -> {
            Product p = store.findForUpdate(tx, creatorId, id).orElseThrow(ApiException::notFound);
            if (p.status() == ProductStatus.TAKEN_DOWN) {
                throw ApiException.conflict("product_taken_down");
            }
            if (p.status() == status) {
                return p;
            }
            if (status == ProductStatus.PUBLISHED) {
                SaveProduct c = content(p);
                requirePublishable(
                        c.title(),
                        c.files(),
                        c.hiddenContent(),
                        c.lessons(),
                        c.type().toString());
            }
            Instant now = clock.instant();
            store.setStatus(tx, id, status, ChangeCounter.next(tx, creatorId), now);
            Product saved = store.find(tx, creatorId, id).orElseThrow();
            store.keepRevision(tx, saved, content(saved), now);
            if (status == ProductStatus.PUBLISHED && p.publishedAt() == null) {
                news.published(tx, creatorId, id, saved.title());
            }
            return saved;
        });
    }

    /// Takes a product down or restores it to unpublished; for admins.
    public Product takeDown(UUID id, boolean down) {
        return db.inTransaction(tx -> {
            Product p = store.findAny(tx, id).orElseThrow(ApiException::notFound);
            store.setStatus(
                    tx,
                    id,
                    down ? ProductStatus.TAKEN_DOWN : ProductStatus.UNPUBLISHED,
                    ChangeCounter.next(tx, p.creatorId()),
                    clock.instant());
            return store.findAny(tx, id).orElseThrow();
        });
    }

    private static void requirePublishable(
            String title, @Nullable List<?> files, @Nullable String hidden, @Nullable List<?> lessons, String type) {
        boolean hasFiles = files != null && !files.isEmpty();
        boolean hasText = hidden != null && !hidden.isBlank();
        boolean hasLessons = lessons != null && !lessons.isEmpty();
        var v = Violations.none().text("title", title, 1, 255);
        switch (type) {
            case "download" -> v.check(hasFiles, "files", "required");
            case "course" -> v.check(hasLessons, "lessons", "required");
            default -> v.check(hasText || hasFiles, "hiddenContent", "required");
        }
        if (!v.isEmpty()) {
            throw ApiException.invalid(v);
        }
    }

    /// Removes a product from sale and from the creator's lists. Owners keep what they bought.
    public void delete(UUID creatorId, UUID id) {
        db.transact(tx -> {
            if (store.findForUpdate(tx, creatorId, id).isEmpty()) {
                throw ApiException.notFound();
            }
            Instant now = clock.instant();
            store.delete(tx, id, now);
            ChangeCounter.tombstone(tx, creatorId, "product", id, now);
        });
    }

    public List<ProductRevision> revisions(UUID creatorId, UUID id) {
        return db.read(tx -> {
            if (store.find(tx, creatorId, id).isEmpty()) {
                throw ApiException.notFound();
            }
            return store.revisions(tx, id);
        });
    }

    /// What a save of the product as it is would send.
    public static SaveProduct content(Product p) {
        return new SaveProduct(
                p.id(),
                p.type(),
                p.title(),
                p.description(),
                p.price(),
                p.payWhatYouWant(),
                p.suggestedPrice(),
                p.coverUploadId(),
                p.tierId(),
                p.access(),
                p.tags(),
                p.hiddenContent(),
                p.files().stream()
                        .map(f -> new SaveProduct.FileRef(f.id(), f.uploadId(), f.title(), f.note()))
                        .toList(),
                p.lessons(),
                p.refundPolicy(),
                p.showContents());
    }
}
