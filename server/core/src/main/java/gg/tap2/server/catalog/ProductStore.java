package gg.tap2.server.catalog;

import com.fasterxml.jackson.core.type.TypeReference;
import gg.tap2.model.catalog.Lesson;
import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductAccess;
import gg.tap2.model.catalog.ProductFile;
import gg.tap2.model.catalog.ProductRevision;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.common.Currency;
import gg.tap2.server.platform.db.Row;
import gg.tap2.server.platform.db.Sql;
import gg.tap2.server.platform.db.SqlArrays;
import gg.tap2.server.platform.db.Tx;
import gg.tap2.server.platform.json.Json;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/// All SQL of products.
final class ProductStore {
    private static final TypeReference<List<Lesson>> LESSONS = new TypeReference<>() {};
    private static final TypeReference<List<ProductFile>> FILES = new TypeReference<>() {};

    private static final String SELECT = """
            SELECT p.id, p.creator_id, p.type, p.title, p.description, p.price_cents, p.currency, p.pay_what_you_want,
              p.suggested_price_cents, p.cover_upload_id, p.cover_image_url, p.tier_id, p.access, to_jsonb(p.tags) AS tags,
              p.hidden_content, p.lessons, p.refund_policy, p.status, p.version, p.created_at, p.updated_at,
              p.published_at, p.sales_count, p.show_contents,
              (SELECT coalesce(jsonb_agg(jsonb_build_object('id', f.id, 'uploadId', f.upload_id, 'title', f.title,
                 'fileName', u.file_name, 'size', u.size, 'contentType', u.content_type, 'sha256', u.sha256,
                 'version', f.version, 'note', f.note) ORDER BY f.position), CAST('[]' AS jsonb))
               FROM product_files f JOIN uploads u ON u.id = f.upload_id WHERE f.product_id = p.id) AS files
            FROM products p""";

    private static Product product(Row r) {
        return new Product(
                r.uuid("id"),
                r.uuid("creator_id"),
                r.enumeration("type", ProductType.class),
                r.text("title"),
                r.text("description"),
                r.number("price_cents"),
                Currency.valueOf(r.text("currency")),
                r.bool("pay_what_you_want"),
                r.numberOrNull("suggested_price_cents"),
                r.uuidOrNull("cover_upload_id"),
                r.textOrNull("cover_image_url"),
                r.uuidOrNull("tier_id"),
                access(r),
                r.json("tags", ProfileStore.STRINGS),
                r.text("hidden_content"),
                r.json("files", FILES),
                r.json("lessons", LESSONS),
                r.text("refund_policy"),
                r.enumeration("status", ProductStatus.class),
                r.number("version"),
                r.instant("created_at"),
                r.instant("updated_at"),
                r.instantOrNull("published_at"),
                r.number("sales_count"),
                r.bool("show_contents"));
    }

    static ProductAccess access(Row r) {
        return ProductAccess.of(
                r.textOrNull("access") == null ? null : r.enumeration("access", ProductAccess.class),
                r.uuidOrNull("tier_id"),
                r.number("price_cents"),
                r.bool("pay_what_you_want"));
    }

    private static final String FILTER = """
             WHERE p.creator_id = :creator AND p.deleted_at IS NULL
               AND (CAST(:status AS text) IS NULL OR p.status = CAST(:status AS text))
               AND (CAST(:search AS text) IS NULL OR position(lower(CAST(:search AS text)) IN lower(p.title)) > 0)""";

    List<Product> list(Tx tx, UUID creator, @Nullable String search, @Nullable String status, int limit, int offset) {
        return tx.sql(SELECT + "\n" + FILTER + " ORDER BY p.updated_at DESC, p.id LIMIT :limit OFFSET :offset")
                .set("creator", creator)
                .set("search", search)
                .set("status", status)
                .set("limit", limit)
                .set("offset", offset)
                .list(ProductStore::product);
    }

    long count(Tx tx, UUID creator, @Nullable String search, @Nullable String status) {
        return tx.sql("SELECT count(*) AS n FROM products p\n" + FILTER)
                .set("creator", creator)
                .set("search", search)
                .set("status", status)
                .one(r -> r.number("n"));
    }

    List<Product> changedBetween(Tx tx, UUID creator, long after, long upTo) {
        return tx.sql(
                        SELECT
                                + " WHERE p.creator_id = :creator AND p.change_seq > :after AND p.change_seq <= :upTo AND p.deleted_at IS NULL ORDER BY p.change_seq")
                .set("creator", creator)
                .set("after", after)
                .set("upTo", upTo)
                .list(ProductStore::product);
    }

    Optional<Product> find(Tx tx, UUID creator, UUID id) {
        return tx.sql(SELECT + " WHERE p.id = :id AND p.creator_id = :creator AND p.deleted_at IS NULL")
                .set("id", id)
                .set("creator", creator)
                .first(ProductStore::product);
    }

    Optional<Product> findForUpdate(Tx tx, UUID creator, UUID id) {
        return tx.sql(SELECT + " WHERE p.id = :id AND p.creator_id = :creator AND p.deleted_at IS NULL FOR UPDATE OF p")
                .set("id", id)
                .set("creator", creator)
                .first(ProductStore::product);
    }

    Optional<Product> findAny(Tx tx, UUID id) {
        return tx.sql(SELECT + " WHERE p.id = :id").set("id", id).first(ProductStore::product);
    }

    Optional<UUID> owner(Tx tx, UUID id) {
        return tx.sql("SELECT creator_id FROM products WHERE id = :id")
                .set("id", id)
                .first(r -> r.uuid("creator_id"));
    }

    boolean tierBelongs(Tx tx, UUID tierId, UUID creatorId) {
        return tx.sql("SELECT 1 FROM tiers WHERE id = :id AND creator_id = :creator AND deleted_at IS NULL FOR SHARE")
                .set("id", tierId)
                .set("creator", creatorId)
                .exists();
    }

    void insert(Tx tx, UUID id, UUID creator, SaveProduct p, @Nullable String coverUrl, long seq, Instant now) {
        fields(tx.sql("""
                INSERT INTO products (id, creator_id, currency, type, title, description, price_cents, pay_what_you_want,
                  suggested_price_cents, cover_upload_id, cover_image_url, tier_id, access, tags, hidden_content, lessons,
                  refund_policy, show_contents, status, change_seq, created_at, updated_at)
                SELECT :id, c.id, c.currency, :type, :title, :description, :price, :pwyw, CAST(:suggested AS bigint),
                  CAST(:coverId AS uuid), :cover, CAST(:tier AS uuid), CAST(:access AS text), CAST(:tags AS text[]), :hidden,
                  CAST(:lessons AS jsonb), :policy, coalesce(CAST(:contents AS boolean), FALSE), 'draft', :seq, :now, :now
                FROM creators c WHERE c.id = :creator"""), p, coverUrl)
                .set("id", id)
                .set("creator", creator)
                .set("seq", seq)
                .set("now", now)
                .update();
    }

    void update(Tx tx, UUID id, SaveProduct p, @Nullable String coverUrl, long seq, Instant now) {
        fields(tx.sql("""
                UPDATE products SET type = :type, title = :title, description = :description, price_cents = :price,
                  pay_what_you_want = :pwyw, suggested_price_cents = CAST(:suggested AS bigint),
                  cover_upload_id = CAST(:coverId AS uuid), cover_image_url = :cover, tier_id = CAST(:tier AS uuid),
                  access = CASE WHEN CAST(:access AS text) IS NOT NULL THEN CAST(:access AS text)
                    WHEN CAST(:tier AS uuid) IS NOT NULL THEN nullif(access, 'for_sale')
                    WHEN tier_id IS NULL AND access = 'members_only' THEN access END,
                  tags = CAST(:tags AS text[]), hidden_content = :hidden, lessons = CAST(:lessons AS jsonb),
                  refund_policy = :policy, show_contents = coalesce(CAST(:contents AS boolean), show_contents),
                  version = version + 1, change_seq = :seq, updated_at = :now
                WHERE id = :id"""), p, coverUrl)
                .set("id", id)
                .set("seq", seq)
                .set("now", now)
                .update();
    }

    private static Sql fields(Sql sql, SaveProduct p, @Nullable String coverUrl) {
        return sql.set("type", p.type())
                .set("title", p.title().strip())
                .set("description", p.description() == null ? "" : p.description())
                .set("price", p.price())
                .set("pwyw", p.payWhatYouWant())
                .set("suggested", p.suggestedPrice())
                .set("coverId", text(p.coverUploadId()))
                .set("cover", coverUrl)
                .set("tier", text(p.tierId()))
                .set("access", p.access() == null ? null : p.access().toString())
                .set("tags", SqlArrays.texts(p.tags()))
                .set("hidden", p.hiddenContent() == null ? "" : p.hiddenContent())
                .set("lessons", Json.write(p.lessons() == null ? List.of() : p.lessons()))
                .set("policy", p.refundPolicy() == null ? "" : p.refundPolicy())
                .set("contents", p.showContents());
    }

    private static @Nullable String text(@Nullable UUID id) {
        return id == null ? null : id.toString();
    }

    record FileRow(
            UUID id,
            UUID upload,
            int position,
            String title,
            int version,
            @Nullable String note) {}

    void replaceFiles(Tx tx, UUID productId, List<FileRow> files) {
        tx.sql("DELETE FROM product_files WHERE product_id = :id")
                .set("id", productId)
                .update();
        if (!files.isEmpty()) {
            tx.sql("""
                    INSERT INTO product_files (id, product_id, upload_id, position, title, version, note)
                    SELECT id, :product, upload, position, title, version, note
                    FROM jsonb_to_recordset(CAST(:files AS jsonb)) AS x(id uuid, upload uuid, position int, title text, version int, note text)""")
                    .set("product", productId)
                    .set("files", Json.write(files))
                    .update();
        }
    }

    void setStatus(Tx tx, UUID id, ProductStatus status, long seq, Instant now) {
        tx.sql("""
                UPDATE products SET status = :status, version = version + 1, change_seq = :seq, updated_at = :now,
                  published_at = CASE WHEN :status = 'published' THEN coalesce(published_at, :now) ELSE published_at END
                WHERE id = :id""")
                .set("id", id)
                .set("status", status)
                .set("seq", seq)
                .set("now", now)
                .update();
    }

    void delete(Tx tx, UUID id, Instant now) {
        tx.sql("UPDATE products SET deleted_at = :now, updated_at = :now, version = version + 1 WHERE id = :id")
                .set("id", id)
                .set("now", now)
                .update();
    }

    void keepRevision(Tx tx, Product p, SaveProduct content, Instant now) {
        tx.sql("""
                INSERT INTO product_revisions (product_id, version, saved_at, status, content)
                VALUES (:id, :version, :now, :status, CAST(:content AS jsonb)) ON CONFLICT DO NOTHING""")
                .set("id", p.id())
                .set("version", p.version())
                .set("now", now)
                .set("status", p.status())
                .set("content", Json.write(content))
                .update();
    }

    List<ProductRevision> revisions(Tx tx, UUID id) {
        return tx.sql(
                        "SELECT version, saved_at, status, content FROM product_revisions WHERE product_id = :id ORDER BY version DESC LIMIT 200")
                .set("id", id)
                .list(r -> new ProductRevision(
                        r.number("version"),
                        r.instant("saved_at"),
                        r.json("content", SaveProduct.class),
                        r.enumeration("status", ProductStatus.class)));
    }
}
