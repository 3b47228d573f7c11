package gg.tap2.studio.store;

import gg.tap2.model.catalog.Product;
import gg.tap2.model.catalog.ProductStatus;
import gg.tap2.model.catalog.ProductType;
import gg.tap2.model.catalog.SaveProduct;
import gg.tap2.model.common.Currency;
import gg.tap2.studio.platform.Json;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;

/// Products: base and working copies with the columns that the table sorts and filters by.
public final class Products {
    private static final String UPSERT_BASE = """
            INSERT INTO product (id, version, base, working, title, type, status, price, currency, tags, sales_count,
                                 file_count, updated_at)
            VALUES (?, ?, ?, NULL, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                version = excluded.version,
                base = excluded.base,
                status = excluded.status,
                currency = excluded.currency,
                sales_count = excluded.sales_count,
                title = CASE WHEN product.working IS NULL THEN excluded.title ELSE product.title END,
                type = CASE WHEN product.working IS NULL THEN excluded.type ELSE product.type END,
                price = CASE WHEN product.working IS NULL THEN excluded.price ELSE product.price END,
                tags = CASE WHEN product.working IS NULL THEN excluded.tags ELSE product.tags END,
                file_count = CASE WHEN product.working IS NULL THEN excluded.file_count ELSE product.file_count END,
                updated_at = CASE WHEN product.working IS NULL THEN excluded.updated_at ELSE product.updated_at END
            """;
    private static final String UPSERT_WORKING = """
            INSERT INTO product (id, version, base, working, title, type, status, price, currency, tags, sales_count,
                                 file_count, updated_at)
            VALUES (?, 0, NULL, ?, ?, ?, 'draft', ?, ?, ?, 0, ?, ?)
            ON CONFLICT (id) DO UPDATE SET
                working = excluded.working,
                title = excluded.title,
                type = excluded.type,
                price = excluded.price,
                tags = excluded.tags,
                file_count = excluded.file_count,
                updated_at = excluded.updated_at
            """;
    private static final String ROW = """
            SELECT id, title, type, status, price, currency, tags, sales_count, file_count, updated_at,
                   working IS NOT NULL AS unsaved
            FROM product
            """;

    private final Database db;

    Products(Database db) {
        this.db = db;
    }

    public List<ProductRow> list() {
        return db.list(ROW + " ORDER BY updated_at DESC, id", Products::row);
    }

    public Optional<ProductCopy> find(UUID id) {
        return db.find(
                "SELECT base, working FROM product WHERE id = ?",
                row -> new ProductCopy(
                        id,
                        row.getString(1) == null ? null : Json.read(row.getString(1), Product.class),
                        row.getString(2) == null ? null : Json.read(row.getString(2), SaveProduct.class)),
                id);
    }

    /// Takes the server's word; a working copy stays as it is.
    public void saveBase(Collection<Product> products) {
        db.write(c -> {
            try (var statement = c.prepareStatement(UPSERT_BASE)) {
                for (Product p : products) {
                    Database.bind(
                            statement,
                            p.id(),
                            p.version(),
                            Json.write(p),
                            p.title(),
                            p.type(),
                            p.status(),
                            p.price(),
                            p.currency(),
                            String.join("\n", p.tags()),
                            p.salesCount(),
                            p.files().size(),
                            p.updatedAt());
                    statement.addBatch();
                }
                return statement.executeBatch().length;
            }
        });
    }

    /// The server has exactly this content now: base is replaced and the working copy dropped, unless it was edited
    /// again while the request was under way.
    public void saved(Product product, SaveProduct sent) {
        db.write(c -> {
            Optional<ProductCopy> now = find(product.id());
            boolean editedSince = now.map(ProductCopy::working)
                    .map(w -> !Json.tree(w).equals(Json.tree(sent)))
                    .orElse(false);
            if (!editedSince) {
                db.update("UPDATE product SET working = NULL WHERE id = ?", product.id());
            }
            saveBase(List.of(product));
            return editedSince;
        });
    }

    public void saveWorking(UUID id, SaveProduct content, Currency currency, Instant now) {
        db.update(
                UPSERT_WORKING,
                id,
                Json.write(content),
                content.title(),
                content.type(),
                content.price(),
                currency,
                String.join("\n", content.tags() == null ? List.of() : content.tags()),
                content.files() == null ? 0 : content.files().size(),
                now);
    }

    /// Forgets local edits.
    public void dropWorking(UUID id) {
        db.write(c -> {
            Optional<Product> base = find(id).map(ProductCopy::base);
            db.update("UPDATE product SET working = NULL WHERE id = ?", id);
            base.ifPresentOrElse(b -> saveBase(List.of(b)), () -> delete(id));
            return null;
        });
    }

    public void delete(UUID id) {
        db.update("DELETE FROM product WHERE id = ?", id);
    }

    static ProductRow row(ResultSet row) throws SQLException {
        String tags = row.getString(7);
        return new ProductRow(
                UUID.fromString(row.getString(1)),
                row.getString(2),
                ProductType.valueOf(row.getString(3).toUpperCase(Locale.ROOT)),
                ProductStatus.valueOf(row.getString(4).toUpperCase(Locale.ROOT)),
                row.getLong(5),
                Currency.find(row.getString(6)).orElse(Currency.USD),
                tags.isEmpty() ? List.of() : List.of(tags.split("\n")),
                row.getLong(8),
                row.getInt(9),
                Instant.ofEpochMilli(row.getLong(10)),
                row.getInt(11) == 1);
    }
}
